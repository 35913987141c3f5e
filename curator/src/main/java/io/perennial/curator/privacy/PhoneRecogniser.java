package io.perennial.curator.privacy;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.perennial.curator.patterns.LinePattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds telephone numbers that exist in the plan of their country, by libphonenumber. A number with its country code is likelier one
 * than digits in the groups that its country writes; digits in other groups, in two or in none, count only in context. libphonenumber
 * only sees what a bounded pattern has found, since its own search backtracks.
 */
final class PhoneRecogniser implements Recogniser {
    private static final double SCORE_INTERNATIONAL = 0.6;
    private static final double SCORE_GROUPED = 0.5;
    private static final double SCORE_BARE = 0.4;
    private static final int FEWEST_DIGITS = 8;
    /** ITU-T E.164. */
    private static final int MOST_DIGITS = 15;

    private static final String NO_REGION = "ZZ";

    private static final String GROUPS = "([ ./-]\\d{1,8}){0,6}";
    private static final List<LinePattern> PATTERNS = List.of(
            new LinePattern("\\+\\d{1,15}( ?\\(\\d{1,4}\\) ?\\d{1,8})?" + GROUPS),
            new LinePattern("(\\d{1,3}[ -]?)?\\(\\d{1,5}\\)[ -]?\\d{2,9}" + GROUPS),
            new LinePattern("\\d{1,15}" + GROUPS));

    private static final ContextWords CONTEXT = ContextWords.of(
            "phone",
            "phones",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "cellphone",
            "fax",
            "sms",
            "whatsapp",
            "telefon",
            "telefone",
            "mobil",
            "téléphone",
            "celular");

    private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
    private final List<Region> regions;

    /**
     * Stands for all regions with its country code: their plans are looked at together.
     *
     * @param trunk digits before a number of the own country, or empty
     */
    private record Region(String name, int countryCode, String trunk) {
        private static final int NORTH_AMERICA = 1;

        /** False if its people would not group a number like that; far cheaper than reading it by the plan. */
        boolean mayWrite(WrittenNumber number) {
            if (!number.isStructured()) {
                return false;
            }
            return countryCode == NORTH_AMERICA
                    ? number.isNorthAmerican()
                    : number.hasAreaInParentheses() || number.beginsWith(trunk);
        }
    }

    /** @throws IllegalArgumentException if libphonenumber does not know a region */
    PhoneRecogniser(List<String> regions) {
        Set<String> known = plans.getSupportedRegions();
        Map<Integer, Region> byCode = new LinkedHashMap<>();
        for (String region : regions) {
            if (!known.contains(region)) {
                throw new IllegalArgumentException("'" + region
                        + "' is no region with telephone numbers; regions are two letters such as US, GB, DE");
            }
            int code = plans.getCountryCodeForRegion(region);
            String trunk = plans.getNddPrefixForRegion(region, true);
            byCode.putIfAbsent(code, new Region(region, code, trunk == null ? "" : trunk));
        }
        this.regions = List.copyOf(byCode.values());
    }

    @Override
    public boolean beginsWith(char c) {
        return c == '+' || c == '(' || (c >= '0' && c <= '9');
    }

    @Override
    public @Nullable Finding find(CharSequence text, int begin) {
        if (!Edges.isFreeBefore(text, begin)) {
            return null;
        }
        for (LinePattern pattern : PATTERNS) {
            List<Integer> ends = ends(pattern, text, begin);
            if (!ends.isEmpty()) {
                boolean inContext = CONTEXT.standBefore(text, begin);
                for (int i = ends.size() - 1; i >= 0; i--) {
                    Finding finding = read(text, begin, ends.get(i), inContext);
                    if (finding != null) {
                        return finding;
                    }
                }
            }
        }
        return null;
    }

    private static List<Integer> ends(LinePattern pattern, CharSequence text, int begin) {
        List<Integer> ends = new ArrayList<>();
        int digits = 0;
        int state = LinePattern.START;
        for (int position = begin; position < text.length(); position++) {
            char c = text.charAt(position);
            state = pattern.next(state, c);
            digits += c >= '0' && c <= '9' ? 1 : 0;
            if (state == LinePattern.DEAD || digits > MOST_DIGITS) {
                return ends;
            }
            if (digits >= FEWEST_DIGITS && pattern.isAccepting(state) && Edges.isFreeAfter(text, position + 1)) {
                ends.add(position + 1);
            }
        }
        return ends;
    }

    private @Nullable Finding read(CharSequence text, int begin, int end, boolean inContext) {
        String written = text.subSequence(begin, end).toString();
        if (written.charAt(0) == '+') {
            PhoneNumber number = parse(written, NO_REGION);
            return number == null ? null : finding(begin, end, SCORE_INTERNATIONAL, number, inContext);
        }
        WrittenNumber groups = new WrittenNumber(written);
        for (Region region : regions) {
            PhoneNumber number = inContext || region.mayWrite(groups) ? parse(written, region.name()) : null;
            if (number == null) {
                continue;
            }
            boolean grouped = groups.isGroupedLike(plans.format(number, PhoneNumberFormat.NATIONAL));
            if (grouped || inContext) {
                return finding(begin, end, grouped ? SCORE_GROUPED : SCORE_BARE, number, inContext);
            }
        }
        return null;
    }

    private Finding finding(int begin, int end, double score, PhoneNumber number, boolean inContext) {
        String value = plans.format(number, PhoneNumberFormat.E164);
        return new Finding(PersonalDataType.PHONE, begin, end, inContext ? Finding.inContext(score) : score, value);
    }

    private @Nullable PhoneNumber parse(String written, String region) {
        try {
            PhoneNumber number = plans.parse(written, region);
            return plans.isValidNumber(number) ? number : null;
        } catch (NumberParseException e) {
            return null;
        }
    }
}
