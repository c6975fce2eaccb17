package dev.spillway.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.Gateway;
import dev.spillway.proto.v1.OrchestratorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that was renewed is served by both doors without a restart, and only with its own key. */
class RenewalTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path directory;

    private ScriptedModel model;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        PemPair.make(directory, "first", "EC", 30).write(directory);
        model = new ScriptedModel();
        gateway = Gateway.start(
                Files.writeString(
                        directory.resolve("spillway.yaml"), """
                            listen:
                              grpc: { address: "127.0.0.1:0", tls: { certificate: chain.pem, key: key.pem } }
                              rest: { address: "127.0.0.1:0", tls: { certificate: chain.pem, key: key.pem } }
                              operator: { address: "127.0.0.1:0" }
                            """ + "backends:\n" + model.backend("echo", "echo") + """
                            routes:
                              one: { budget: { most: 20s }, flow: { intent: { call: echo } } }
                            """),
                false);
    }

    @AfterEach
    void end() {
        gateway.close();
        model.close();
    }

    @Test
    void newConnectionsGetTheRenewedCertificateAndOpenOnesStay() throws Exception {
        assertServed("CN=first");
        assertDaysLeft(28, 30);
        ManagedChannel open = NettyChannelBuilder.forAddress("localhost", gateway.grpcPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(directory.resolve("chain.pem").toFile())
                        .build())
                .build();
        try {
            call(open);
            PemPair.make(directory, "second", "RSA", 60).write(directory); // a key of another kind, too
            gateway.reload();
            assertServed("CN=second");
            assertDaysLeft(58, 60);
            call(open); // a new connection would not be trusted
        } finally {
            open.shutdownNow();
        }
    }

    @Test
    void aCertificateWithoutItsKeyIsNotServed() throws Exception {
        PemPair second = PemPair.make(directory, "second", "EC", 60);
        second.writeCertificate(directory);
        gateway.reload();
        assertServed("CN=first");
        assertDaysLeft(28, 30);

        second.writeKey(directory);
        gateway.reload();
        assertServed("CN=second");
    }

    @Test
    void changedFilesAreNoticed() throws Exception {
        PemPair.make(directory, "second", "EC", 60).write(directory);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!served(gateway.restPort()).equals("CN=second")) {
            assertThat(System.nanoTime() - end).as("the change was not noticed").isNegative();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertServed("CN=second");
    }

    private static void call(ManagedChannel channel) {
        var _ = OrchestratorGrpc.newBlockingStub(channel)
                .execute(RunningGateway.request("one").build());
    }

    private void assertServed(String subject) throws Exception {
        assertThat(served(gateway.grpcPort())).isEqualTo(subject);
        for (int i = 0; i < 4; i++) { // connections land on any loop's server
            assertThat(served(gateway.restPort())).isEqualTo(subject);
        }
    }

    private void assertDaysLeft(double least, double most) throws Exception {
        String metrics;
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + gateway.operatorPort() + "/metrics");
            metrics = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
        for (String door : new String[] {"grpc", "rest"}) {
            String line = "spillway_certificate_days_left{door=\"" + door + "\"} ";
            String value = metrics.lines()
                    .filter(one -> one.startsWith(line))
                    .findFirst()
                    .orElseThrow()
                    .substring(line.length());
            assertThat(Double.parseDouble(value)).isBetween(least, most);
        }
    }

    /** The subject of the certificate that a new handshake gets; each has a context of its own, so none resumes a session. */
    private static String served(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            var parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }

    /** Looks at certificates, and takes any. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
