package io.riptide.bench.jmh.alternatives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.riptide.bench.jmh.Chosen;
import io.riptide.bench.jmh.Measured;
import io.riptide.bench.jmh.Proof;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// A ratio says something only if both did the same job: each benchmark of a question runs three operations,
/// with every parameter, and must have produced what the chosen one did.
class SameJobTest {
    private static final int OPERATIONS = 3;

    @ParameterizedTest
    @MethodSource("questions")
    void alternativesProduceWhatTheChosenOneDoes(Class<?> question) throws ReflectiveOperationException {
        for (Map<String, Object> parameters : combinations(question)) {
            Map<String, String> verdicts = new TreeMap<>();
            for (Method answer : annotated(question, Benchmark.class)) {
                verdicts.put(answer.getName(), verdict(question, answer, parameters));
            }
            assertThat(verdicts.values().stream().distinct())
                    .as("%s %s", parameters, verdicts)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionHasOneAnswerThatWasChosenAndOthers(Class<?> question) {
        assertThat(annotated(question, Chosen.class)).hasSize(1);
        assertThat(annotated(question, Benchmark.class)).hasSizeGreaterThan(1);
    }

    static Stream<Class<?>> questions() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(SameJobTest.class.getPackageName())
                        .stream()
                        .filter(type -> !type.getName().contains("jmh_generated"))
                        .filter(type -> type.isAssignableTo(Measured.class))
                        .map(type -> (Class<?>) type.reflect());
    }

    private static String verdict(Class<?> question, Method answer, Map<String, Object> parameters)
            throws ReflectiveOperationException {
        Measured benchmark = (Measured) question.getConstructor().newInstance();
        Proof proof = new Proof();
        proof.want();
        benchmark.proveTo(proof);
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            question.getField(parameter.getKey()).set(benchmark, parameter.getValue());
        }
        callAll(benchmark, Setup.class);
        for (int i = 0; i < OPERATIONS; i++) {
            answer.invoke(benchmark, arguments(answer));
        }
        callAll(benchmark, TearDown.class);
        assertThat(proof.isEmpty()).as("%s proves nothing", answer).isFalse();
        return proof.verdict();
    }

    private static void callAll(Measured benchmark, Class<? extends Annotation> when)
            throws ReflectiveOperationException {
        for (Method method : annotated(benchmark.getClass(), when)) {
            method.invoke(benchmark);
        }
    }

    /// Counters beside the result.
    private static Object[] arguments(Method answer) throws ReflectiveOperationException {
        List<Object> arguments = new ArrayList<>();
        for (Class<?> type : answer.getParameterTypes()) {
            arguments.add(type.getConstructor().newInstance());
        }
        return arguments.toArray();
    }

    private static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(annotation))
                .toList();
    }

    private static List<Map<String, Object>> combinations(Class<?> question) {
        List<Map<String, Object>> combinations = List.of(Map.of());
        for (Field field : question.getFields()) {
            if (field.isAnnotationPresent(Param.class)) {
                List<Map<String, Object>> longer = new ArrayList<>();
                for (Map<String, Object> combination : combinations) {
                    for (Object value : values(field)) {
                        Map<String, Object> with = new TreeMap<>(combination);
                        with.put(field.getName(), value);
                        longer.add(with);
                    }
                }
                combinations = longer;
            }
        }
        return combinations;
    }

    private static List<Object> values(Field field) {
        Class<?> type = field.getType();
        String[] texts = field.getAnnotation(Param.class).value();
        if (type.isEnum()) {
            boolean isAll = texts.length == 1 && texts[0].equals(Param.BLANK_ARGS);
            return Arrays.stream(type.getEnumConstants())
                    .map(Object.class::cast)
                    .filter(value -> isAll || List.of(texts).contains(value.toString()))
                    .toList();
        }
        if (type != int.class) {
            fail(field + " is of a type this test cannot set");
        }
        return Arrays.stream(texts).map(text -> (Object) Integer.valueOf(text)).toList();
    }
}
