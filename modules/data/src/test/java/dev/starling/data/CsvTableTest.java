package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    @TempDir
    Path folder;

    private CsvTable table(String content) {
        return CsvTable.read(Written.bytes(folder.resolve("t.csv"), content.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void columnsAreFoundByName(boolean zipped) {
        byte[] content = "id,name,value\n3,a,0.5\n-4,,\n".getBytes(StandardCharsets.UTF_8);
        CsvTable table = CsvTable.read(Written.bytes(folder.resolve("t"), zipped ? Written.gzip(content) : content));

        assertThat(table.size()).isEqualTo(2);
        assertThat(table.columns()).containsExactly("id", "name", "value");
        assertThat(table.ints("id")).containsExactly(3, -4);
        assertThat(table.longs("id")).containsExactly(3, -4);
        assertThat(table.texts("name")).containsExactly("a", "");
        assertThat(table.doubles("value")).containsExactly(0.5, Double.NaN);
        assertThat(table.has("name")).isTrue();
        assertThat(table.has("nam")).isFalse();
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() {
        assertThatThrownBy(() -> table("")).hasMessageContaining("t.csv is empty");
        assertThatThrownBy(() -> table("a,a\n")).hasMessageContaining("t.csv:1 names a column twice");
        assertThatThrownBy(() -> table("a,b\n1\n")).hasMessageContaining("t.csv:2 has 1 fields and the header 2");
        assertThatThrownBy(() -> table("a\n1\nx\n").doubles("a"))
                .hasMessageContaining("t.csv:3 column a is 'x' where a number is due");
        assertThatThrownBy(() -> table("a\n1.5\n").ints("a")).hasMessageContaining("where a whole number is due");
        assertThatThrownBy(() -> table("a\n5000000000\n").ints("a")).hasMessageContaining("too large");
        assertThatThrownBy(() -> table("a\n").ints("b"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no column 'b', only [a]");
    }
}
