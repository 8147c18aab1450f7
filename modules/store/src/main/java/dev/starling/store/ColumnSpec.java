package dev.starling.store;

/**
 * A column of a table.
 *
 * @param name in snake_case
 * @param type what it holds
 * @param optional whether a value may be missing
 * @param doc what the value is
 * @param unit its unit, may be empty
 * @param diagnostic whether attempts at the same work may differ in it
 */
record ColumnSpec(String name, ColumnType type, boolean optional, String doc, String unit, boolean diagnostic) {

    /** The column's name for a record component: {@code meanKL} becomes {@code mean_kl}. */
    static String snakeCase(String component) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            boolean startsWord = Character.isUpperCase(c)
                    && i > 0
                    && (!Character.isUpperCase(component.charAt(i - 1))
                            || (i + 1 < component.length() && Character.isLowerCase(component.charAt(i + 1))));
            name.append(startsWord ? "_" : "").append(Character.toLowerCase(c));
        }
        return name.toString();
    }
}
