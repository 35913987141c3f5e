package io.perennial.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of modules and what each may use. Services meet in topics, never in imports. */
class ModuleRulesTest {
    private static final String ROOT = "io.perennial.";

    private static final Map<String, Set<String>> ALLOWED = new TreeMap<>(Map.of(
            "schemas", Set.of(),
            "runtime", Set.of("schemas"),
            "ingest", Set.of("schemas", "runtime"),
            "curator", Set.of("schemas", "runtime"),
            "encoders", Set.of("schemas"),
            "trainer", Set.of("schemas", "runtime", "encoders"),
            "evaluator", Set.of("schemas", "runtime", "encoders"),
            "serving", Set.of("schemas", "runtime", "encoders"),
            "console", Set.of("schemas", "runtime")));

    private static final Set<String> BANNED_PACKAGES =
            Set.of("util", "utils", "common", "commons", "helper", "helpers", "impl", "manager");

    private static JavaClasses production = new ClassFileImporter().importClasses(List.of());

    @BeforeAll
    static void importProductionClasses() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.perennial");
    }

    static Stream<String> modules() {
        return ALLOWED.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyTheModulesThatTheTableAllows(String module) {
        // given
        Set<String> allowed = ALLOWED.getOrDefault(module, Set.of());
        String[] forbidden = Stream.concat(ALLOWED.keySet().stream(), Stream.of("local"))
                .filter(other -> !other.equals(module) && !allowed.contains(other))
                .map(other -> ROOT + other + "..")
                .toArray(String[]::new);

        // when
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden);

        // then
        assertThat(production.stream().anyMatch(type -> type.getPackageName().startsWith(ROOT + module)))
                .as("classes of module %s were found", module)
                .isTrue();
        rule.check(production);
    }

    @Test
    void onlyTheEncodersKnowDeeplearning4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "encoders..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")
                .check(production);
    }

    @Test
    void noPackageHasANameThatSaysNothing() {
        // when
        List<String> offenders = production.stream()
                .map(JavaClass::getPackageName)
                .distinct()
                .filter(name -> Stream.of(name.split("\\.")).anyMatch(BANNED_PACKAGES::contains))
                .toList();

        // then
        assertThat(offenders).isEmpty();
    }

    @Test
    void everyPackageDeclaresItselfNullMarked() {
        // given
        List<String> offenders = new ArrayList<>();

        // when
        collectUnmarked(production.getPackage("io.perennial"), offenders);

        // then
        assertThat(offenders).isEmpty();
    }

    @Test
    void nothingButMainsEndsTheProcess() {
        classes()
                .that()
                .resideInAPackage("io.perennial..")
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .should(neverEndTheProcess())
                .check(production);
    }

    private static ArchCondition<JavaClass> neverEndTheProcess() {
        return ArchConditions.never(ArchConditions.callMethod(System.class, "exit", int.class));
    }

    private static void collectUnmarked(JavaPackage parent, List<String> offenders) {
        boolean holdsOwnSources = parent.getClasses().stream()
                .anyMatch(type -> !type.getSimpleName().equals("package-info"));
        if (holdsOwnSources
                && !parent.getName().equals(ROOT + "schemas.records")
                && !parent.isAnnotatedWith(NullMarked.class)) {
            offenders.add(parent.getName());
        }
        parent.getSubpackages().forEach(child -> collectUnmarked(child, offenders));
    }
}
