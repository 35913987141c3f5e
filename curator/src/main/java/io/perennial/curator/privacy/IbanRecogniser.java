package io.perennial.curator.privacy;

import org.apache.commons.validator.routines.IBANValidator;
import org.jspecify.annotations.Nullable;

/**
 * Finds international bank account numbers, written as one word or in groups with single spaces. The country tells how many characters
 * there are, so what follows cannot be taken for a part of one.
 */
final class IbanRecogniser implements Recogniser {
    private static final int COUNTRY = 2;
    private static final int CHECK_DIGITS = 2;

    private final IBANValidator countries = IBANValidator.getInstance();

    @Override
    public boolean beginsWith(char c) {
        return isUpperCase(c);
    }

    @Override
    public @Nullable Finding find(CharSequence text, int begin) {
        int numbers = begin + COUNTRY;
        if (numbers + CHECK_DIGITS >= text.length()
                || !isUpperCase(text.charAt(begin + 1))
                || !isDigit(text.charAt(numbers))
                || !isDigit(text.charAt(numbers + 1))
                || !Edges.isFreeBefore(text, begin)) {
            return null;
        }
        IBANValidator.Validator country =
                countries.getValidator(text.subSequence(begin, numbers).toString());
        if (country == null) {
            return null;
        }
        StringBuilder value = new StringBuilder(country.getIbanLength());
        int position = begin;
        while (value.length() < country.getIbanLength()) {
            if (position < text.length() && text.charAt(position) == ' ' && text.charAt(position - 1) != ' ') {
                position++;
            }
            if (position == text.length() || !(isUpperCase(text.charAt(position)) || isDigit(text.charAt(position)))) {
                return null;
            }
            value.append(text.charAt(position++));
        }
        String number = value.toString();
        return Edges.isFreeAfter(text, position) && countries.isValid(number)
                ? new Finding(PersonalDataType.IBAN, begin, position, Finding.CERTAIN, number)
                : null;
    }

    private static boolean isUpperCase(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
