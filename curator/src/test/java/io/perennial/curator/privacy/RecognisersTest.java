package io.perennial.curator.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each type with what is one, what is none, and what is almost one. The spans expected stand in brackets. */
class RecognisersTest {
    private static final List<String> REGIONS = List.of("US", "GB", "DE", "FR", "IL", "IN", "CA", "BR");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                # Addresses of mail end with a real domain.
                EMAIL | write to [ada@example.org], please
                EMAIL | [First.Last+tag@sub.example.co.uk]
                EMAIL | [o'neil@example.ie] and [x_1@a-b.museum].
                EMAIL | [root@db.internal] and [root@db.lan]
                EMAIL | mailto:[ada@example.org]?subject=x
                EMAIL | user=[ada@example.org] rest
                EMAIL | [bounce+ada=example.com@example.org]
                EMAIL | '[ada@example.org]' <[ada@example.org]>
                EMAIL | end of sentence [ada@example.org].Then more
                EMAIL | [müller@müller.de] und [почта@пример.рф]
                EMAIL | 请写信到[ada@example.org]谢谢
                EMAIL | see...[ada@example.org]
                EMAIL | a@b.c has no top-level domain
                EMAIL | version 1@2.3 and user@host
                EMAIL | @nobody.org, at@, @ and twice@@example.org
                EMAIL | ada@-example.org and ada@.org
                # Telephone numbers exist in their plan.
                PHONE | ring [+49 30 901820] or [+1 (212) 555-0123]
                PHONE | [(212) 555-0123], [212-555-0123], [212.555.0123], [1-212-555-0123]
                PHONE | [+442079460958] and [020 7946 0958]
                PHONE | [01 42 68 53 00] or tel. [0142685300]
                PHONE | tel: [2125550123] and mobile [0171 23 45 678]
                PHONE | (call [+91 98765 43210])
                PHONE | [(11) 96123-4567] in São Paulo
                PHONE | tel [0171 2345678] has two groups, and so has without so near a word 0171 2345678
                PHONE | 081109 203518 143 and 081111 033925 18906 INFO
                PHONE | 2125550123 without a word before it
                PHONE | +1 212 555 01 is too short and +999 12345678 has no country
                PHONE | on 2004-11-20 at 15:42:50.675872 took 1131566461 ms
                PHONE | build 10.0.19041.1 of 2004.11.20 and 20041120
                PHONE | id 550e8400-e29b-41d4-a716-446655440000
                PHONE | (555) 555-0123 is in no plan
                # Cards have an issuer, a length and a check digit.
                CARD | [4111 1111 1111 1111], [4111-1111-1111-1111] and [4111111111111111]
                CARD | [378282246310005] or [3782 822463 10005] and [30569309025904]
                CARD | [5555555555554444] [2223003122003222] [6011111111111117] [3530111333300000]
                CARD | [4111 1111 1111 1111] 123
                CARD | card=[4012888888881881]&cvv=1
                CARD | 4111 1111 1111 1112 has a wrong digit
                CARD | 411111111111111 is too short and 41111111111111111111 too long
                CARD | blk_4111111111111111 and x4111111111111111 and 4111111111111111.log
                CARD | blk_-4111111111111111 and /orders/4111111111111111/
                CARD | 9999999999999995 has no issuer
                CARD | 1131566461.4111111111111111
                # Bank accounts have the form of their country.
                IBAN | [GB82 WEST 1234 5698 7654 32] or [DE89370400440532013000]
                IBAN | [FR14 2004 1010 0505 0001 3M02 606] IS A NUMBER
                IBAN | [NO9386011117947] and [MT84MALT011000012345MTLCAST001S]
                IBAN | DE89370400440532013001 has a wrong digit
                IBAN | GB82 WEST 1234 5698 7654 is too short
                IBAN | DE8937040044053201300 and DE893704004405320130000
                IBAN | XX82WEST12345698765432 has no country and xGB82WEST12345698765432
                IBAN | gb82west12345698765432
                # Addresses of the Internet are those that are routed.
                IP | from [8.8.8.8]:53, then [1.1.1.1]
                IP | /[8.8.8.8]:50010 and [8.8.8.8]/24 and host-x [8.8.4.4].dsl.example.org
                IP | rhost=[218.188.2.4]
                IP | [8.8.4.4]-[8.8.8.8]
                IP | 10.1.2.3 127.0.0.1 192.168.0.1 100.64.1.1 203.0.113.9 172.16.3.4
                IP | 08.8.8.8 is ambiguous, 8.8.8 too short, 8.8.8.8.8 too long, 8.8.8.256 too large
                IP | version 8.8.8.8, v8.8.8.8, foo-8.8.8.8.jar, x~~8.8.8.8, and 8.8.8.8-beta
                IP | [2001:4860:4860::8888] and [2a00:1450:4001:81b:0:0:0:200e]
                IP | from [2a00:1450:4001:81b::200e]: hello
                IP | fe80::1 ::1 2001:db8::1 fd00::1 12:34:56 and std::cout
                IP | 2001:4860::8888::1 and 2001:4860:48605::1 and 2001:4860:4860:0:0:0:0:0:8888
                # Hardware addresses have six pairs.
                MAC | [00:1A:2b:3c:4D:5e], [00-1a-2b-3c-4d-5e] and [001a.2b3c.4d5e]
                MAC | ff:ff:ff:ff:ff:ff 00:00:00:00:00:00
                MAC | 00:1a:2b:3c:4d and 00:1a:2b:3c:4d:5e:6f:70 and 00:1a:2b:3c:4d:5g
                MAC | 00:1a-2b:3c:4d:5e
                # Wallets have a checksum.
                CRYPTO | [1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa] and [3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy]
                CRYPTO | [bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4]
                CRYPTO | [BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4]
                CRYPTO | [bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0]
                CRYPTO | 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb has a wrong end
                CRYPTO | bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5
                CRYPTO | 11111111111111111111111111 and 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNL0
                # Identifiers of countries pass their check.
                US_SSN | [219-09-1234] and ssn [219091234]
                US_SSN | 219091234 alone, security 219091234, 219-091234, 219-09-12345 and 1219-09-1234
                US_SSN | 000-12-3456 666-12-3456 900-12-3456 219-00-1234 219-09-0000 078-05-1120 111-11-1111
                US_ITIN | [912-70-1234] and itin [912701234], [999-94-0000]
                US_ITIN | 912-66-1234 and 912-89-1234 and 912-93-1234 and 812-70-1234 and 912701234
                US_ABA | routing [021000021], aba: [0210-0002-1]
                US_ABA | routing 021000022 and 131000021 is no district
                US_ABA | 021000021
                US_NPI | npi [1234567893], prescriber [1234-567-893]
                US_NPI | npi 1234567890 and 3234567893, 1131566461
                US_NPI | 1234567893 and provider 1234567893
                US_MBI | [1EG4-TE5-MK73] and medicare [1EG4TE5MK73]
                US_MBI | 1EG4TE5MK73, 1SG4-TE5-MK73, 0EG4-TE5-MK73 and 1EG4-TE5-MK7
                UK_NHS | patient [943 476 5919], nhs [9434765919]
                UK_NHS | health check 9434765919
                UK_NHS | nhs 943 476 5918 and so many other words later 9434765919
                DE_TAX_ID | [65 929 970 489] and IdNr [65929970489]
                DE_TAX_ID | Steueridentifikationsnummer: [65929970489]
                DE_TAX_ID | 65 929 970 488 and 65929970489, idnr 12345678903 and 05929970489
                FR_NIR | [2 55 08 14 168 025 38] [255081416802538] and [1 84 12 2A 004 089 57]
                FR_NIR | 2 55 08 14 168 025 39, 2 55 13 14 168 025 38 and 955081416802538
                IN_AADHAAR | aadhaar [2345 6789 0124], Aadhaar: [234567890124]
                IN_AADHAAR | 2345 6789 0124 alone, aadhaar 2345 6789 0123 and 1345 6789 0124
                IL_ID | teudat zehut [123456782] and [12345678-2]
                IL_ID | zehut 123456783 and so many other words later 123456782
                BR_CPF | [529.982.247-25] and cpf [52998224725]
                BR_CPF | 529.982.247-26, 52998224725, 111.111.111-11 and cpf 52998224724
                """)
    void whatStandsInBracketsIsFoundAndNothingElse(PersonalDataType type, String text) {
        assertThat(found(type, text)).isEqualTo(text);
    }

    @Test
    void aWordOfTheContextMakesANumberLikelier() {
        // given
        Recogniser recogniser = Recognisers.of(PersonalDataType.US_SSN, List.of());

        // when
        Finding bare = recogniser.find("219-09-1234", 0);
        Finding inContext = recogniser.find("SSN: 219-09-1234", 5);

        // then
        assertThat(bare).isNotNull().extracting(Finding::score).isEqualTo(0.5);
        assertThat(inContext).isNotNull().extracting(Finding::score).isEqualTo(0.85);
    }

    @Test
    void ofOverlappingFindingsTheSurerOneStays() {
        // given
        PersonalDataFinder finder = new PersonalDataFinder(
                List.of(
                        Recognisers.of(PersonalDataType.PHONE, REGIONS),
                        Recognisers.of(PersonalDataType.UK_NHS, REGIONS)),
                0.5);

        // when
        List<Finding> findings = finder.find("patient 212-555-0105");

        // then
        assertThat(findings).extracting(Finding::type).containsExactly(PersonalDataType.UK_NHS);
    }

    @Test
    void theValueDoesNotDependOnTheWayOfWriting() {
        // given
        String text =
                "+1 212 555 0123 (212) 555-0123 4111 1111 1111 1111 4111111111111111 ADA@Example.org ada@example.org "
                        + "2001:4860:4860::8888 2001:4860:4860:0:0:0:0:8888";
        PersonalDataFinder finder = finder(PersonalDataType.values());

        // when
        List<String> values = finder.find(text).stream().map(Finding::value).toList();

        // then
        assertThat(values)
                .containsExactly(
                        "+12125550123",
                        "+12125550123",
                        "4111111111111111",
                        "4111111111111111",
                        "ada@example.org",
                        "ada@example.org",
                        "2001:4860:4860:0:0:0:0:8888",
                        "2001:4860:4860:0:0:0:0:8888");
    }

    private static PersonalDataFinder finder(PersonalDataType... types) {
        return new PersonalDataFinder(
                List.of(types).stream()
                        .map(type -> Recognisers.of(type, REGIONS))
                        .collect(Collectors.toList()),
                PersonalDataPolicy.DEFAULT_THRESHOLD);
    }

    /** The text with brackets around what is found in it without them. */
    private static String found(PersonalDataType type, String marked) {
        String text = marked.replaceAll("[\\[\\]]", "");
        StringBuilder result = new StringBuilder(text);
        List<Finding> findings = finder(type).find(text);
        for (int i = findings.size() - 1; i >= 0; i--) {
            result.insert(findings.get(i).end(), ']').insert(findings.get(i).begin(), '[');
        }
        return result.toString();
    }
}
