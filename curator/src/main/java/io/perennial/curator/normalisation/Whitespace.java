package io.perennial.curator.normalisation;

/** Which characters separate words and lines. The same as in Python, because the rules are compared with Python peers. */
public final class Whitespace {
    private Whitespace() {}

    /** True for the characters at which Python's {@code str.split()} splits. */
    public static boolean isSpace(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint == ' '
                    || (codePoint >= 0x09 && codePoint <= 0x0D)
                    || (codePoint >= 0x1C && codePoint <= 0x1F);
        }
        return codePoint == 0x85
                || codePoint == 0xA0
                || codePoint == 0x1680
                || (codePoint >= 0x2000 && codePoint <= 0x200A)
                || codePoint == 0x2028
                || codePoint == 0x2029
                || codePoint == 0x202F
                || codePoint == 0x205F
                || codePoint == 0x3000;
    }

    /** True for the characters at which Python's {@code str.splitlines()} splits; {@code \r\n} is one of them together. */
    public static boolean isLineBreak(int codePoint) {
        return (codePoint >= 0x0A && codePoint <= 0x0D)
                || (codePoint >= 0x1C && codePoint <= 0x1E)
                || codePoint == 0x85
                || codePoint == 0x2028
                || codePoint == 0x2029;
    }
}
