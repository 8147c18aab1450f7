package dev.starling.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The character-model corpus of char-rnn; the first 90 % of its characters train, the rest tests. */
final class TinyShakespeare {
    private TinyShakespeare() {}

    static DataSet dataSet(Path file) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputFile in = InputFile.open(file)) {
            for (byte[] piece = in.readUpTo(1 << 16); piece.length > 0; piece = in.readUpTo(1 << 16)) {
                text.writeBytes(piece);
            }
        }
        String whole = text.toString(StandardCharsets.US_ASCII);
        int cut = (int) (whole.length() * 9L / 10);
        byte[] train = CharacterWindows.encode(whole.substring(0, cut));
        byte[] test = CharacterWindows.encode(whole.substring(cut));
        if (CharacterWindows.count(test) == 0) {
            throw new DataException(file + " has " + whole.length() + " characters, too few for windows of "
                    + CharacterWindows.LENGTH + ": it is cut short; fetch it again with scripts/fetch-data");
        }
        return new DataSet("tiny-shakespeare", windows(train), windows(test));
    }

    private static Examples windows(byte[] ids) {
        return CharacterWindows.windows(List.of(ids), new int[1], new int[] {CharacterWindows.count(ids)});
    }
}
