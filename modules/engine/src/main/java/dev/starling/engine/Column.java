package dev.starling.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents a component of a {@link Row}. The column's name is the component's name in snake_case. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {

    /** What the value is. */
    String doc();

    /** Its unit, e.g. {@code ms}, {@code bytes}, {@code examples}; empty for pure numbers and names. */
    String unit() default "";

    /** Whether two attempts at the same work may differ in it (times, hosts): such columns are left out of equality. */
    boolean diagnostic() default false;
}
