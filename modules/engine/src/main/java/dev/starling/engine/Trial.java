package dev.starling.engine;

/**
 * One setting with one seed.
 *
 * @param id unique in the run and fit for a file name, e.g. {@code fedmix-seed3}
 * @param setting what distinguishes it from others of the same seed, e.g. {@code fedmix}
 * @param seed the seed that its randomness descends from
 * @param program what it does
 */
public record Trial(String id, String setting, long seed, Program program) {

    public Trial {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "trial id '" + id + "' has characters other than letters, digits, '.', '_' and '-'");
        }
    }
}
