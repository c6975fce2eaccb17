package dev.spillway.offload.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.core.testing.VirtualTime;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.Callback;
import dev.spillway.offload.Claim;
import dev.spillway.offload.InMemoryTaskStore;
import dev.spillway.offload.NewTask;
import dev.spillway.offload.Report;
import dev.spillway.offload.Retention;
import dev.spillway.offload.Retry;
import dev.spillway.offload.Terms;
import dev.spillway.offload.work.WorkObserver;
import dev.spillway.offload.work.Workers;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callback URLs by people who want to reach what only we can reach: none of them gets a connection to an inner address. */
class HostileUrlTest {
    private static final CallbackUrl.Rules LAX = new CallbackUrl.Rules(true, Set.of(8080, 8443, 6379, 22));

    /** What a name server, or a resolver that reads numbers in its own way, would say. */
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("localhost", List.of("127.0.0.1")),
            Map.entry("foo.localhost", List.of("::1")),
            Map.entry("127.0.0.1.nip.io", List.of("127.0.0.1")),
            Map.entry("inner.example.com", List.of("10.0.0.5")),
            Map.entry("mixed.example.com", List.of("93.184.216.34", "10.0.0.5")),
            Map.entry("mixed6.example.com", List.of("2606:2800:220:1::1", "::1")),
            Map.entry("mapped.example.com", List.of("::ffff:192.168.1.1")),
            Map.entry("nat64.example.com", List.of("64:ff9b::7f00:1")),
            Map.entry("meta.example.com", List.of("169.254.169.254")),
            Map.entry("metadata.google.internal", List.of("169.254.169.254")),
            Map.entry("ula.example.com", List.of("fd12:3456::1")),
            Map.entry("linklocal.example.com", List.of("fe80::1")),
            Map.entry("multicast.example.com", List.of("224.0.0.1")),
            Map.entry("zero.example.com", List.of("0.0.0.0")),
            Map.entry("cgnat.example.com", List.of("100.64.1.1")),
            Map.entry("sixtofour.example.com", List.of("2002:7f00:1::1")),
            Map.entry("teredo.example.com", List.of("2001:0:7f00:1::1")),
            Map.entry("azure.example.com", List.of("168.63.129.16")),
            Map.entry("nothing.example.com", List.of()),
            Map.entry("public.example.com", List.of("93.184.216.34")));

    private final VirtualTime time = new VirtualTime();
    private final List<CallbackTransport.Request> sent = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    private static List<InetAddress> addresses(List<String> literals) {
        return literals.stream().map(InetAddress::ofLiteral).toList();
    }

    private Future<List<InetAddress>> resolve(String host) {
        asked.add(host);
        List<String> literals = NAMES.get(host);
        return literals == null
                ? Future.failedFuture("no such name: " + host)
                : Future.succeededFuture(addresses(literals));
    }

    /** Delivers one callback there and returns why it failed; the transport notes all connections. */
    private String deliver(String url, Resolver resolver) {
        InMemoryTaskStore store = new InMemoryTaskStore(time);
        Signer signer = new Signer(List.of(SigningKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
        Endpoint endpoint = new Endpoint("crm", CallbackUrl.parse(url, LAX), signer);
        CallbackTransport transport = request -> {
            sent.add(request);
            return Future.succeededFuture(new CallbackTransport.Response(200, "", ""));
        };
        Deliveries deliveries =
                new Deliveries(List.of(endpoint), resolver, new AddressGuard(), transport, CallbackBody.thin(), time);
        Workers workers = new Workers(store, time, "w", deliveries.plans(), WorkObserver.NONE);
        Terms terms = new Terms(
                Retry.doubling(1, Duration.ofSeconds(1), Duration.ofSeconds(1)), Retention.USUAL, Callback.to("crm"));
        store.enqueue(NewTask.of(store.newHandle(), "acme", "q", "k", terms, Bytes.EMPTY));
        store.claim(new Claim("q", 1, Duration.ofSeconds(30), "w"))
                .result()
                .forEach(lease -> store.report(lease, new Report.Succeed(Bytes.EMPTY)));
        workers.start();
        workers.drain(Duration.ZERO);
        return store.list(dev.spillway.offload.Filter.ALL.withQueue(Callback.queue("crm")), null, 10)
                .result()
                .items()
                .getFirst()
                .reason();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "crm",
                "//crm.example.com",
                "https:",
                "https://",
                "https:///path",
                "http:crm.example.com",
                "ftp://crm.example.com",
                "file:///etc/passwd",
                "gopher://127.0.0.1:6379/_x",
                "javascript:alert(1)",
                "jar:https://crm.example.com!/x",
                "data:text/plain,x",
                "dict://127.0.0.1:11211/",
                "https://user@crm.example.com",
                "https://user:pass@crm.example.com",
                "https://crm.example.com@127.0.0.1/",
                "https://crm.example.com%40127.0.0.1/",
                "https://crm.example.com#@127.0.0.1/",
                "https://127.0.0.1\\@crm.example.com/",
                "https://crm.example.com/#fragment",
                "https://127.1/",
                "https://127.0.1/",
                "https://0/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://017700000001/",
                "https://127.0.0.01/",
                "https://256.256.256.256/",
                "https://127.0.0.1./",
                "https://localhost./",
                "https://[::1%25eth0]/",
                "https://[fe80::1%eth0]/",
                "https://[::1",
                "https://[]/",
                "https://[127.0.0.1]/",
                "https://[::ffff:0x7f.0.0.1]/",
                "https://crm.example.com:0/",
                "https://crm.example.com:9000/",
                "https://crm.example.com:99999/",
                "https://crm.example.com:-1/",
                "https://crm.example.com:443:80/",
                "https://crm example.com/",
                "https://crm.example.com/\r\nHost: x",
                "https://crm.example.com/\u0000",
                "https://ⓛocalhost/",
                "https://１２７.０.０.１/",
                "https://例え.テスト/",
                "https://-crm.example.com/",
                "https://crm..example.com/",
                "https://.example.com/",
                "https://*.example.com/",
                "https://crm.example.123/",
                "https://%6c%6f%63alhost/",
                "https://crm.example.com:80@127.0.0.1:443/",
                "https://my_hook.example.com/"
            })
    void whatIsNoPlainUrlIsRefusedWhenItIsConfigured(String url) {
        assertThatThrownBy(() -> CallbackUrl.parse(url, LAX)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.8.8.8/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://192.168.1.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://0.0.0.0/",
                "https://255.255.255.255/",
                "https://100.64.0.1/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[0:0:0:0:0:ffff:a00:1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "https://[64:ff9b:1::a00:1]/",
                "https://[fd00:ec2::254]/",
                "https://[fe80::1]/",
                "https://[fd00::1]/",
                "https://[2002:7f00:1::]/",
                "https://[2001:0:7f00:1::]/",
                "https://[ff02::1]/",
                "http://127.0.0.1:6379/",
                "http://127.0.0.1:22/",
                "https://168.63.129.16/",
                "https://LOCALHOST/",
                "https://localhost/",
                "https://foo.localhost/",
                "https://127.0.0.1.nip.io/",
                "https://inner.example.com/",
                "https://mixed.example.com/",
                "https://mixed6.example.com/",
                "https://mapped.example.com/",
                "https://nat64.example.com/",
                "https://meta.example.com/",
                "https://metadata.google.internal/computeMetadata/v1/",
                "https://ula.example.com/",
                "https://linklocal.example.com/",
                "https://multicast.example.com/",
                "https://zero.example.com/",
                "https://cgnat.example.com/",
                "https://sixtofour.example.com/",
                "https://teredo.example.com/",
                "https://azure.example.com/"
            })
    void anInnerAddressIsNeverConnectedTo(String url) {
        assertThat(deliver(url, this::resolve)).contains("an address that is not allowed");
        assertThat(sent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://nothing.example.com/", "https://unknown.example.com/"})
    void aNameWithoutAnAddressIsARefusalAndNoReasonToLookElsewhere(String url) {
        assertThat(deliver(url, this::resolve)).contains("has no address");
        assertThat(sent).isEmpty();
    }

    @Test
    void aPublicNameIsConnectedToAtTheAddressThatWasChecked() {
        deliver("https://public.example.com/hook?a=b", this::resolve);
        assertThat(sent).hasSize(1);
        CallbackTransport.Request request = sent.getFirst();
        assertThat(request.address().getHostAddress()).isEqualTo("93.184.216.34");
        assertThat(request.url().host()).isEqualTo("public.example.com");
        assertThat(request.url().uri()).hasToString("https://public.example.com/hook?a=b");
    }

    @Test
    void aNameThatChangesItsMindAfterTheCheckGainsNothing() {
        List<List<String>> answers = new ArrayList<>(List.of(List.of("93.184.216.34"), List.of("127.0.0.1")));
        Resolver rebinding = host -> {
            asked.add(host);
            return Future.succeededFuture(addresses(answers.removeFirst()));
        };
        deliver("https://rebind.example.com/", rebinding);
        assertThat(asked).hasSize(1); // one look-up an attempt, and its answer is what is connected to
        assertThat(sent)
                .extracting(request -> request.address().getHostAddress())
                .containsExactly("93.184.216.34");
    }

    @Test
    void anAddressIsNotLookedUp() {
        deliver("https://93.184.216.34/", this::resolve);
        deliver("https://[2606:2800:220:1::1]/", this::resolve);
        assertThat(asked).isEmpty();
        assertThat(sent).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "https://crm.example.com/, crm.example.com, 443",
        "https://CRM.Example.COM/Hook, crm.example.com, 443",
        "https://crm.example.com:8443/x, crm.example.com, 8443",
        "http://crm.example.com/x, crm.example.com, 80",
        "https://xn--r8jz45g.xn--zckzah/, xn--r8jz45g.xn--zckzah, 443",
        "https://crm/, crm, 443",
        "https://93.184.216.34/, 93.184.216.34, 443",
        "https://[2606:2800:220:1::1]:8443/, 2606:2800:220:1::1, 8443",
    })
    void aPlainUrlIsRead(String url, String host, int port) {
        CallbackUrl read = CallbackUrl.parse(url, LAX);
        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
    }

    @Test
    void withoutLeaveThereIsTlsOnTheUsualPortOnly() {
        for (String url : Arrays.asList(
                "http://crm.example.com/", "https://crm.example.com:8443/", "https://crm.example.com:80/")) {
            assertThatThrownBy(() -> CallbackUrl.parse(url, CallbackUrl.Rules.STRICT))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(CallbackUrl.parse("https://crm.example.com:443/", CallbackUrl.Rules.STRICT)
                        .port())
                .isEqualTo(443);
    }
}
