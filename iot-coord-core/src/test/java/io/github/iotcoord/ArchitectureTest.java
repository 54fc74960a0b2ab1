package io.github.iotcoord;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
  private static final String BASE = "io.github.iotcoord";
  private static final List<String> RECIPES =
      List.of("registry", "heartbeat", "lock", "channel", "twin", "discovery", "cluster");
  private static final String[] CLIENTS = {
    "org.apache.zookeeper..", "org.apache.curator..", BASE + ".internal.zk.."
  };

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  // The root package is both the roof (these two) and the ground (all else).
  private static final DescribedPredicate<JavaClass> ROOF =
      resideInAPackage(BASE)
          .and(nameMatching(".*\\.(IotCoord|IotCoordBuilder|EmbeddedZooKeeper)(\\$.*)?"))
          .as("the roof");

  @Test
  void nothingStandsOnTheRoof() {
    noClasses().that(not(ROOF)).should().dependOnClassesThat(ROOF).check(CORE);
  }

  @Test
  void onlyTheRoofKnowsTheImplementationsOfRecipes() {
    for (String recipe : RECIPES) {
      String own = BASE + ".internal." + recipe + "..";
      noClasses()
          .that(not(ROOF))
          .and()
          .resideOutsideOfPackage(own)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(own)
          .check(CORE);
    }
  }

  @Test
  void publicRecipesKnowNoImplementationAndNoClient() {
    String[] recipes =
        RECIPES.stream().map(recipe -> BASE + "." + recipe + "..").toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(recipes)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + ".internal..", "org.apache.zookeeper..", "org.apache.curator..")
        .check(CORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"failure", "analysis", "wire", "internal.codec", "internal.concurrent"})
  void theGroundFloorKnowsNoZooKeeper(String room) {
    noClasses()
        .that()
        .resideInAPackage(BASE + "." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLIENTS)
        .check(CORE);
  }

  @Test
  void theLayerOverZooKeeperKnowsNoRecipe() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".internal.zk..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            RECIPES.stream().map(recipe -> BASE + "." + recipe + "..").toArray(String[]::new))
        .check(CORE);
  }

  @Test
  void packagesBelowTheRootHaveNoCycles() {
    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void noForeignTypeIsInAPublicSignature() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .areDeclaredInClassesThat(
            resideInAnyPackage(BASE, BASE + "..").and(not(resideInAPackage(BASE + ".internal.."))))
        .should(new OnlyOwnTypes())
        .check(CORE);
  }

  @Test
  void wallClocksAreNotIntervals() {
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CORE);
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CORE);
  }

  @Test
  void exceptionsAreOfOneFamily() {
    classes()
        .that()
        .areAssignableTo(RuntimeException.class)
        .and(not(resideInAPackage(BASE + ".internal..")))
        .should()
        .beAssignableTo(CoordinationException.class)
        .check(CORE);
  }

  /** The builder's CuratorFramework is the one type of Curator that users of the library meet. */
  private static final class OnlyOwnTypes extends ArchCondition<JavaMethod> {
    private static final String CLIENT = "org.apache.curator.framework.CuratorFramework";

    OnlyOwnTypes() {
      super("have only the JDK's types and our own in their signatures");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
      Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
          .map(JavaClass::getBaseComponentType)
          .filter(
              type ->
                  !type.isPrimitive()
                      && !type.getPackageName().startsWith("java.")
                      && !type.getPackageName().equals("javax.sql")
                      && !type.getPackageName().startsWith(BASE)
                      && !(type.getName().equals(CLIENT)
                          && method.getOwner().getSimpleName().equals("IotCoord")))
          .forEach(
              type ->
                  events.add(
                      SimpleConditionEvent.violated(
                          method, method.getFullName() + " shows " + type.getName())));
      Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
          .filter(type -> type.getPackageName().startsWith(BASE + ".internal"))
          .forEach(
              type ->
                  events.add(
                      SimpleConditionEvent.violated(
                          method, method.getFullName() + " shows " + type.getName())));
    }
  }
}
