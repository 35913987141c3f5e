package io.perennial.curator.privacy;

import java.util.ArrayList;
import java.util.List;

/** How a telephone number without a country code is written: its runs of digits, and what stands between them. */
final class WrittenNumber {
    private static final List<Integer> NORTH_AMERICAN = List.of(3, 3, 4);
    private static final int FEWEST_GROUPS = 3;
    /** Of a number that is dialled within its country. */
    private static final int MOST_DIGITS = 12;

    private final String text;
    private final List<Integer> groups;

    WrittenNumber(String text) {
        this.text = text;
        this.groups = groups(text);
    }

    /** Its groups say more than that there are some digits beside others: as columns of numbers and times do. */
    boolean isStructured() {
        return groups.stream().mapToInt(Integer::intValue).sum() <= MOST_DIGITS
                && (hasAreaInParentheses() || (groups.size() >= FEWEST_GROUPS && hasOneSeparator()));
    }

    boolean hasAreaInParentheses() {
        return text.indexOf('(') >= 0;
    }

    boolean beginsWith(String digits) {
        return text.startsWith(digits);
    }

    boolean isNorthAmerican() {
        return groups.equals(NORTH_AMERICAN) || withoutTrunk().equals(NORTH_AMERICAN);
    }

    /** @param national the same number as its country writes it */
    boolean isGroupedLike(String national) {
        List<Integer> expected = groups(national);
        return isStructured() && (groups.equals(expected) || withoutTrunk().equals(expected));
    }

    /** North Americans may write the 1 that is dialled before the area. */
    private List<Integer> withoutTrunk() {
        return groups.size() > 1 && text.charAt(0) == '1' && groups.get(0) == 1
                ? groups.subList(1, groups.size())
                : groups;
    }

    private boolean hasOneSeparator() {
        return text.chars().filter(c -> !isDigit((char) c)).distinct().count() == 1;
    }

    private static List<Integer> groups(String number) {
        List<Integer> groups = new ArrayList<>();
        int run = 0;
        for (int i = 0; i <= number.length(); i++) {
            if (i < number.length() && isDigit(number.charAt(i))) {
                run++;
            } else if (run > 0) {
                groups.add(run);
                run = 0;
            }
        }
        return groups;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
