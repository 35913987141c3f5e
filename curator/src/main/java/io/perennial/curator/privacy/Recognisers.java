package io.perennial.curator.privacy;

import static io.perennial.curator.privacy.Shape.checked;
import static io.perennial.curator.privacy.Shape.checkedInContext;
import static io.perennial.curator.privacy.Shape.scored;
import static io.perennial.curator.privacy.Shape.scoredInContext;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What each type of personal data looks like. Scores and context follow Presidio's predefined recognisers in spirit: a checksum makes
 * certain, a bare number is weak. Beyond them, bare numbers whose one check digit is right one time in ten count only in context, since
 * logs are full of numbers; for the same reason words that logs are full of, such as "health" or "security", are no context.
 */
final class Recognisers {
    /** Letters of a Medicare identifier: those that cannot be taken for digits. */
    private static final String MEDICARE_LETTER = "[AC-HJKMNP-RT-Y]";

    private static final String MEDICARE_EITHER = "[AC-HJKMNP-RT-Y0-9]";
    /** Numbers beyond December stand for a month that is not known. */
    private static final String FRENCH_MONTH = "(0[1-9]|1[0-2]|[2-9]\\d)";

    private static final String FRENCH_DEPARTMENT = "(\\d{2}|2[AB])";
    private static final String HEXADECIMAL = "[0-9A-Fa-f]";

    /** Made once: their automata take a while. */
    private static final Map<PersonalDataType, Recogniser> SHARED = new EnumMap<>(PersonalDataType.class);

    static {
        for (PersonalDataType type : PersonalDataType.values()) {
            if (type != PersonalDataType.PHONE) {
                SHARED.put(type, shared(type));
            }
        }
    }

    private Recognisers() {}

    /**
     * @param regions two-letter codes of the countries whose telephone numbers are known without a country code
     * @throws IllegalArgumentException if a region is not known
     */
    static Recogniser of(PersonalDataType type, List<String> regions) {
        Recogniser shared = SHARED.get(type);
        return shared == null ? new PhoneRecogniser(regions) : shared;
    }

    private static Recogniser shared(PersonalDataType type) {
        return switch (type) {
            case EMAIL -> new EmailRecogniser();
            case IBAN -> new IbanRecogniser();
            case IP -> new AddressRecogniser();
            case CARD ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("card", "cards", "cardnumber", "credit", "debit", "visa", "mastercard", "amex"),
                        checked("[2-6]\\d{3}[ -]\\d{4}[ -]\\d{4}[ -]\\d{4}([ -]\\d{3})?", IdentifierChecks::isCard),
                        checked("3\\d{3}[ -]\\d{6}[ -]\\d{4,5}", IdentifierChecks::isCard),
                        checked("[2-6]\\d{12,18}", IdentifierChecks::isCard));
            case MAC ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("mac", "ethernet", "hwaddr", "ether", "interface", "bssid"),
                        scored(HEXADECIMAL + "{2}(:" + HEXADECIMAL + "{2}){5}", 0.6, IdentifierChecks::isInterface),
                        scored(HEXADECIMAL + "{2}(-" + HEXADECIMAL + "{2}){5}", 0.6, IdentifierChecks::isInterface),
                        scored(HEXADECIMAL + "{4}(\\." + HEXADECIMAL + "{4}){2}", 0.6, IdentifierChecks::isInterface));
            case CRYPTO ->
                new PatternRecogniser(
                        type,
                        ContextWords.NONE,
                        checked("[13DLMX][1-9A-HJ-NP-Za-km-z]{25,34}", WalletChecks::isBase58Check),
                        checked("(bc|tb|ltc)1[02-9ac-hj-np-z]{11,60}", WalletChecks::isBech32),
                        checked("(BC|TB|LTC)1[02-9AC-HJ-NP-Z]{11,60}", WalletChecks::isBech32));
            default -> national(type);
        };
    }

    private static Recogniser national(PersonalDataType type) {
        return switch (type) {
            case US_SSN ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("ssn", "ssns", "social", "socialsecurity"),
                        scored("\\d{3}-\\d{2}-\\d{4}", 0.5, IdentifierChecks::isSocialSecurityNumber),
                        scoredInContext("\\d{3}[ .]?\\d{2}[ .]?\\d{4}", 0.2, IdentifierChecks::isSocialSecurityNumber));
            case US_ITIN ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("itin", "tin", "taxpayer"),
                        scored("9\\d{2}-\\d{2}-\\d{4}", 0.5, IdentifierChecks::isTaxpayerNumber),
                        scoredInContext("9\\d{2}[ -]?\\d{2}[ -]?\\d{4}", 0.2, IdentifierChecks::isTaxpayerNumber));
            case US_ABA ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("aba", "routing", "rtn", "transit", "bankrouting"),
                        checkedInContext("\\d{9}", IdentifierChecks::isRoutingNumber),
                        checkedInContext("\\d{4}-\\d{4}-\\d", IdentifierChecks::isRoutingNumber));
            case US_NPI ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("npi", "prescriber"),
                        checkedInContext("[12]\\d{9}", IdentifierChecks::isProviderIdentifier),
                        checkedInContext("[12]\\d{3}[ -]\\d{3}[ -]\\d{3}", IdentifierChecks::isProviderIdentifier));
            case US_MBI ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("mbi", "medicare", "beneficiary"),
                        scored(medicare("-"), 0.5, compact -> true),
                        scoredInContext(medicare(""), 0.3, compact -> true));
            case UK_NHS ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("nhs", "patient"),
                        checkedInContext("\\d{3}[ -]?\\d{3}[ -]?\\d{4}", IdentifierChecks::isHealthServiceNumber));
            case DE_TAX_ID ->
                new PatternRecogniser(
                        type,
                        ContextWords.of(
                                "steuer", "steueridentifikationsnummer", "steuernummer", "steuerid", "idnr", "tin"),
                        checked("[1-9]\\d \\d{3} \\d{3} \\d{3}", IdentifierChecks::isGermanTaxNumber),
                        checkedInContext("[1-9]\\d{10}", IdentifierChecks::isGermanTaxNumber));
            case FR_NIR ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("nir", "insee", "sociale", "sécu"),
                        checked(
                                "[1-478] \\d{2} " + FRENCH_MONTH + " " + FRENCH_DEPARTMENT + " \\d{3} \\d{3} \\d{2}",
                                IdentifierChecks::isFrenchSocialSecurityNumber),
                        checked(
                                "[1-478]\\d{2}" + FRENCH_MONTH + FRENCH_DEPARTMENT + "\\d{6} ?\\d{2}",
                                IdentifierChecks::isFrenchSocialSecurityNumber));
            case IN_AADHAAR ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("aadhaar", "aadhar", "adhaar", "uidai"),
                        checkedInContext("[2-9]\\d{3}[ -]?\\d{4}[ -]?\\d{4}", IdentifierChecks::isAadhaar));
            case IL_ID ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("teudat", "zehut", "תעודת", "זהות", "israeli"),
                        checkedInContext("\\d{8}-?\\d", IdentifierChecks::isIsraeliIdentity));
            case BR_CPF ->
                new PatternRecogniser(
                        type,
                        ContextWords.of("cpf", "cadastro", "contribuinte"),
                        checked("\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}", IdentifierChecks::isBrazilianTaxpayer),
                        checkedInContext("\\d{9}-?\\d{2}", IdentifierChecks::isBrazilianTaxpayer));
            default -> throw new IllegalArgumentException(type + " is not an identifier of a country");
        };
    }

    private static String medicare(String separator) {
        return "[1-9]" + MEDICARE_LETTER + MEDICARE_EITHER + "\\d" + separator
                + MEDICARE_LETTER + MEDICARE_EITHER + "\\d" + separator
                + MEDICARE_LETTER + MEDICARE_LETTER + "\\d{2}";
    }
}
