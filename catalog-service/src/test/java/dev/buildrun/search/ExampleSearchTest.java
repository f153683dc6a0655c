package dev.buildrun.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buildrun.testing.RunningService;
import dev.buildrun.testing.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What people would look for in the example organisation, and what they should see first; asked of the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleSearchTest {
    private static final String TOKEN = "token-of-the-ci";
    private static final Path EXAMPLE =
            Path.of("../deploy/example").toAbsolutePath().normalize();

    /** A term, and the kinds and names that come first for it. */
    private static final String EXPECTED = """
            orders                      component/orders api/orders-api
            ORDERS                      component/orders
            payments                    component/payments system/payments
            platform                    component/platform system/platform
            cart                        component/cart
            checkout                    component/checkout api/checkout-api
            storefront                  component/storefront-web system/storefront
            storefront-gateway          component/storefront-gateway
            storefront gateway          component/storefront-gateway
            order desk                  component/order-desk
            order archive               component/order-archive resource/order-archive-bucket
            orders-api                  api/orders-api
            orders api                  api/orders-api
            parcel-tracker              component/parcel-tracker
            team-payments               group/team-payments
            team payments               group/team-payments
            platform contract v1        api/platform-contract-v1
            nora                        user/nora.whitfield
            nora.whitfield              user/nora.whitfield
            Takeda                      user/jun.takeda
            lea moreau                  user/lea.moreau
            Léa                         user/lea.moreau
            ines                        user/ines.carvalho
            ord                         component/orders
            pay                         component/payments
            pricing                     component/pricing api/pricing-api
            pric                        component/pricing
            refun                       component/refunds
            warehouse-sc                component/warehouse-scanner
            produ                       component/products
            java service                template/java-service
            node                        template/node-service
            kafka                       resource/kafka-topic
            postgresql                  resource/postgres
            object storage              resource/s3
            graphql                     api/storefront-graphql
            fraud                       component/fraud-check
            fraud detection             user/greta.nilsson
            waiver                      resource/invoice-printer-no-dashboard
            police                      api/fraud-check-api
            carrier                     component/shipping
            balcony                     component/product-search
            leaf logo                   component/fernwick-ui
            chief technology officer    user/nora.whitfield
            opensearch                  component/product-search
            pwa                         component/warehouse-scanner
            component:default/stock     component/stock
            the book of all orders      component/orders
            paymnets                    component/payments
            chekout                     component/checkout
            storefornt                  component/storefront-web
            fulfillment                 system/fulfilment
            warehose                    component/warehouse-scanner
            Shiping                     component/shipping
            kubernetis                  component/platform
            """;

    @TempDir
    static Path folder;

    private RunningService service;

    @BeforeAll
    void start() {
        service = RunningService.start(TestDatabase.create(), folder, """
                backend:
                  auth:
                    externalAccess:
                      - {type: static, options: {token: token-of-the-ci, subject: ci}}
                catalog:
                  rules: [{allow: [Component, API, Resource, System, Domain, Location, User, Group, Template]}]
                  locations:
                    - {type: file, target: 'EXAMPLE/all.yaml'}
                    - {type: file, target: 'EXAMPLE/templates/java-service/template.yaml'}
                    - {type: file, target: 'EXAMPLE/templates/node-service/template.yaml'}
                """.replace("EXAMPLE", EXAMPLE.toString()));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private List<String> found(String term) {
        var answer = service.get(
                TOKEN, "/api/search/query?term=" + URLEncoder.encode(term, StandardCharsets.UTF_8) + "&pageLimit=100");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json()
                .path("results")
                .valueStream()
                .map(result ->
                        result.path("document").path("location").asString().replaceFirst("/catalog/[^/]*/", ""))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> showsFirst() {
        return EXPECTED.lines().map(line -> {
            var columns = line.split(" {2,}", -1);
            return DynamicTest.dynamicTest(columns[0], () -> {
                var found = found(columns[0]);
                var expected = columns[1].split(" ");

                assertThat(found).startsWith(expected);
            });
        });
    }

    @Test
    void hasFiftyQuestions() {
        assertThat(EXPECTED.lines().count()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void findsNothingWhereNothingFits() {
        assertThat(found("xylophone")).isEmpty();
        assertThat(found("orders xylophone")).isEmpty();
    }
}
