package dev.starling.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the table that a {@link Row} belongs to, and says in one sentence what a row of it is. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Table {

    /** The table's name: lower case, underscores; the name of its folder in the store. */
    String name();

    /** One sentence: what a row is. */
    String doc();

    /** Raised when a column changes its meaning or type; a store refuses files of a newer version. */
    int version() default 1;
}
