package dev.buildrun.json;

import java.util.Base64;

/** Base64 as Node.js reads it: both alphabets are taken, and what is in neither is skipped. Nothing is an error. */
public final class NodeBase64 {
    private NodeBase64() {}

    /** The bytes that the text stands for, up to the first padding. */
    public static byte[] decode(String text) {
        var kept = new StringBuilder();
        for (var character : text.replace('-', '+').replace('_', '/').toCharArray()) {
            if (character == '=') {
                break;
            }
            if (character == '+' || character == '/' || isAsciiLetterOrDigit(character)) {
                kept.append(character);
            }
        }
        if (kept.length() % 4 == 1) {
            kept.setLength(kept.length() - 1);
        }
        return Base64.getDecoder().decode(kept.toString());
    }

    private static boolean isAsciiLetterOrDigit(char character) {
        return character < 128 && Character.isLetterOrDigit(character);
    }
}
