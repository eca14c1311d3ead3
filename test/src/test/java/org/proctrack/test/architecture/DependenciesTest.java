// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies run one way. */
@AnalyzeClasses(packages = "org.proctrack", importOptions = ImportOption.DoNotIncludeTests.class)
class DependenciesTest {

    @ArchTest
    static final ArchRule MBEANS_IS_A_PURE_CLIENT_JAR = noClasses()
            .that()
            .resideInAPackage("org.proctrack.mbeans..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.jna..", "org.proctrack.agent..", "java.io..", "java.nio..", "java.net..");

    @ArchTest
    static final ArchRule JNA_STAYS_IN_THE_LOADER = noClasses()
            .that()
            .resideOutsideOfPackage("org.proctrack.agent.loader..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule WHAT_IS_BELOW_THE_LOADER_DOES_NOT_KNOW_IT = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.proctrack.agent.loader.abi..",
                    "org.proctrack.agent.loader.library..",
                    "org.proctrack.agent.loader.procfs..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.proctrack.agent.loader");

    @ArchTest
    static final ArchRule THE_ABI_KNOWS_NOTHING_OF_THE_LOADER = noClasses()
            .that()
            .resideInAPackage("org.proctrack.agent.loader.abi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.proctrack.agent.loader.library..", "org.proctrack.agent.loader.procfs..");

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NEITHER_JMX_NOR_NATIVE_CODE = noClasses()
            .that()
            .resideInAnyPackage("org.proctrack.agent.kernel..", "org.proctrack.agent.jobs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "javax.management..",
                    "org.proctrack.agent.loader..",
                    "org.proctrack.agent.mx..",
                    "org.proctrack.agent.cli..");

    @ArchTest
    static final ArchRule TEXT_KNOWS_NOTHING_OF_THE_REST = noClasses()
            .that()
            .resideInAPackage("org.proctrack.agent.text..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("org.proctrack..").and(resideOutsideOfPackage("org.proctrack.agent.text..")));

    @ArchTest
    static final ArchRule FILES_KNOW_TEXT_ALONE = noClasses()
            .that()
            .resideInAPackage("org.proctrack.agent.files..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.proctrack..")
                    .and(resideOutsideOfPackages("org.proctrack.agent.files..", "org.proctrack.agent.text..")));

    @ArchTest
    static final ArchRule ACCESS_KNOWS_FILES_ALONE = noClasses()
            .that()
            .resideInAPackage("org.proctrack.agent.access..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.proctrack..")
                    .and(resideOutsideOfPackages(
                            "org.proctrack.agent.access..",
                            "org.proctrack.agent.files..",
                            "org.proctrack.agent.text..")));

    @ArchTest
    static final ArchRule THE_MBEANS_KNOW_NO_COMMAND_LINE = noClasses()
            .that()
            .resideInAPackage("org.proctrack.agent.mx..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.proctrack.agent.cli..");

    @ArchTest
    static final ArchRule COMMONS_CLI_BELONGS_TO_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage("org.proctrack.agent.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.commons.cli..");

    @ArchTest
    static final ArchRule JSON_IS_WRITTEN_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackage("org.proctrack.agent.text..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.gson..");

    @ArchTest
    static final ArchRule THE_SOCKETS_KNOW_FILES_AND_TEXT_ONLY = noClasses()
            .that()
            .resideInAPackage("org.proctrack.agent.remote.net..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.proctrack..")
                    .and(resideOutsideOfPackages(
                            "org.proctrack.agent.remote.net..",
                            "org.proctrack.agent.files..",
                            "org.proctrack.agent.text..")));
}
