package io.perennial.curator.privacy;

import java.util.List;

/** First digits and lengths of the numbers of payment cards, as their networks publish them. */
final class CardIssuers {
    /**
     * @param first smallest prefix
     * @param last largest prefix, of as many digits
     * @param shortest digits of a number
     * @param longest digits of a number
     */
    private record Range(int first, int last, int shortest, int longest) {
        boolean holds(String digits) {
            int prefix =
                    Integer.parseInt(digits.substring(0, Integer.toString(first).length()));
            return prefix >= first && prefix <= last && digits.length() >= shortest && digits.length() <= longest;
        }
    }

    private static final List<Range> RANGES = List.of(
            // Visa
            new Range(4, 4, 13, 13),
            new Range(4, 4, 16, 16),
            new Range(4, 4, 19, 19),
            // Mastercard
            new Range(51, 55, 16, 16),
            new Range(2221, 2720, 16, 16),
            // American Express
            new Range(34, 34, 15, 15),
            new Range(37, 37, 15, 15),
            // Diners Club
            new Range(300, 305, 14, 14),
            new Range(3095, 3095, 14, 14),
            new Range(36, 36, 14, 14),
            new Range(38, 39, 14, 14),
            // Discover
            new Range(6011, 6011, 16, 19),
            new Range(644, 649, 16, 19),
            new Range(65, 65, 16, 19),
            // JCB
            new Range(3528, 3589, 16, 19),
            // UnionPay
            new Range(62, 62, 16, 19),
            // Maestro
            new Range(5018, 5018, 16, 19),
            new Range(5020, 5020, 16, 19),
            new Range(5038, 5038, 16, 19),
            new Range(6304, 6304, 16, 19),
            new Range(6759, 6759, 16, 19),
            new Range(6761, 6763, 16, 19));

    private CardIssuers() {}

    /** @param digits 13 to 19 */
    static boolean issue(String digits) {
        return RANGES.stream().anyMatch(range -> range.holds(digits));
    }
}
