package io.perennial.curator.privacy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds IPv4 and IPv6 addresses that are routed on the Internet. Four numbers behind the word "version" are one. */
final class AddressRecogniser implements Recogniser {
    private static final double SCORE = 0.6;
    private static final int OCTETS = 4;
    private static final int LONGEST_OCTET = 3;
    private static final int LARGEST_OCTET = 255;
    private static final int HEXADECIMAL = 16;
    /** Eight groups of four and their separators. */
    private static final int LONGEST = 39;

    private static final int FEWEST_COLONS = 2;

    private static final ContextWords NO_CONTEXT =
            ContextWords.of("version", "versions", "ver", "v", "release", "build", "firmware", "revision", "rev");
    private static final ContextWords CONTEXT = ContextWords.of("ip", "ipv4", "ipv6", "address", "addr", "host");

    @Override
    public boolean beginsWith(char c) {
        return isHexadecimal(c);
    }

    @Override
    public @Nullable Finding find(CharSequence text, int begin) {
        int end = dottedEnd(text, begin);
        if (end > 0) {
            return isFree(text, begin, end) ? dotted(text, begin, end) : null;
        }
        return colons(text, begin);
    }

    /** The end of four octets and the dots between them, or -1. */
    static int dottedEnd(CharSequence text, int begin) {
        int position = begin;
        for (int octet = 1; ; octet++) {
            int first = position;
            int value = 0;
            while (position < text.length() && position - first < LONGEST_OCTET && isDigit(text.charAt(position))) {
                value = 10 * value + text.charAt(position++) - '0';
            }
            if (position == first || value > LARGEST_OCTET) {
                return -1;
            }
            if (octet == OCTETS) {
                return position < text.length() && isDigit(text.charAt(position)) ? -1 : position;
            }
            if (position == text.length() || text.charAt(position) != '.') {
                return -1;
            }
            position++;
        }
    }

    private static @Nullable Finding dotted(CharSequence text, int begin, int end) {
        String address = text.subSequence(begin, end).toString();
        if (!InternetAddresses.isPublic(address) || NO_CONTEXT.standRightBefore(text, begin)) {
            return null;
        }
        return finding(text, begin, end, address);
    }

    private static @Nullable Finding colons(CharSequence text, int begin) {
        int end = begin;
        int limit = Math.min(text.length(), begin + LONGEST + 1);
        int colons = 0;
        while (end < limit && (text.charAt(end) == ':' || isHexadecimal(text.charAt(end)))) {
            colons += text.charAt(end++) == ':' ? 1 : 0;
        }
        if (colons < FEWEST_COLONS) {
            return null;
        }
        if (end > begin + 1 && text.charAt(end - 1) == ':' && text.charAt(end - 2) != ':') {
            end--;
        }
        String address = text.subSequence(begin, end).toString();
        String groups = InternetAddresses.publicGroups(address);
        return groups.isEmpty() || !isFree(text, begin, end) ? null : finding(text, begin, end, groups);
    }

    private static Finding finding(CharSequence text, int begin, int end, String value) {
        double score = CONTEXT.standBefore(text, begin) ? Finding.inContext(SCORE) : SCORE;
        return new Finding(PersonalDataType.IP, begin, end, score, value.toLowerCase(Locale.ROOT));
    }

    /** A name of a host may hold an address; a name of a package and a longer version hold what only looks like one. */
    private static boolean isFree(CharSequence text, int begin, int end) {
        if (begin > 0 && text.charAt(begin - 1) == '~') {
            return false;
        }
        if (begin > 1) {
            char between = text.charAt(begin - 1);
            char before = text.charAt(begin - 2);
            if ((between == '-' && Character.isLetter(before))
                    || (between == '.' && Character.isLetterOrDigit(before))) {
                return false;
            }
        }
        if (end == text.length()) {
            return true;
        }
        char after = text.charAt(end);
        boolean goesOn = end + 1 < text.length() && Character.isLetter(text.charAt(end + 1));
        boolean isLonger = after == '.' && end + 1 < text.length() && isDigit(text.charAt(end + 1));
        return !Character.isLetterOrDigit(after) && after != '_' && !isLonger && !(after == '-' && goesOn);
    }

    private static boolean isHexadecimal(char c) {
        return c < 0x80 && Character.digit(c, HEXADECIMAL) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
