package io.perennial.curator.privacy;

/** What is looked for. The names are stable: they stand in rule files, in masks and in verdicts. */
public enum PersonalDataType {
    /** Address of e-mail whose last label is a top-level domain or a name that private networks use. */
    EMAIL,
    /** Telephone number that exists in its country's plan. */
    PHONE,
    /** Number of a payment card: issuer, length and check digit (Luhn). */
    CARD,
    /** International bank account number: form of its country and check digits (ISO 7064, modulus 97). */
    IBAN,
    /** IPv4 or IPv6 address that is routed on the Internet; private ones are nobody's. */
    IP,
    /** Address of a network interface. */
    MAC,
    /** Address of a wallet: Base58Check or Bech32 with their checksums. */
    CRYPTO,
    /** Social security number of the United States. */
    US_SSN,
    /** Individual taxpayer identification number of the United States. */
    US_ITIN,
    /** Routing number of an American bank. */
    US_ABA,
    /** National provider identifier of American health care. */
    US_NPI,
    /** Medicare beneficiary identifier. */
    US_MBI,
    /** Number in the National Health Service of the United Kingdom. */
    UK_NHS,
    /** Steueridentifikationsnummer, Germany. */
    DE_TAX_ID,
    /** Numéro d'inscription au répertoire, the French social security number. */
    FR_NIR,
    /** Aadhaar number, India. */
    IN_AADHAAR,
    /** Identity number of Israel. */
    IL_ID,
    /** Cadastro de Pessoas Físicas, Brazil. */
    BR_CPF;

    /** What stands in the place of one. */
    String mask() {
        return "<" + name() + ">";
    }
}
