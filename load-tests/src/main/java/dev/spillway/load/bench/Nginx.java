package dev.spillway.load.bench;

import dev.spillway.load.process.Child;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** nginx as a bare proxy with one worker: the yardstick for what a hop costs at least. */
final class Nginx implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Child child;

    private Nginx(Child child) {
        this.child = child;
    }

    /** Whether nginx is on this machine. */
    static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/sbin/nginx"));
    }

    /** Starts it in front of a gRPC and an HTTP server on loopback. */
    static Nginx start(Path directory, int core, int grpcPort, int httpPort, EchoBackend backend)
            throws IOException, InterruptedException {
        Path config = directory.resolve("nginx.conf");
        Files.writeString(config, """
            daemon off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx.log;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              keepalive_requests 1000000000;
              http2_max_concurrent_streams 1024;
              upstream grpc_backend { server 127.0.0.1:%4$d; keepalive 256; keepalive_requests 1000000000; }
              upstream http_backend { server 127.0.0.1:%5$d; keepalive 256; keepalive_requests 1000000000; }
              server { listen 127.0.0.1:%2$d http2; location / { grpc_pass grpc://grpc_backend; } }
              server {
                listen 127.0.0.1:%3$d;
                location / { proxy_pass http://http_backend; proxy_http_version 1.1; proxy_set_header Connection ""; }
              }
            }
            """.formatted(directory, grpcPort, httpPort, backend.grpcPort(), backend.httpPort()));
        List<String> command = List.of("/usr/sbin/nginx", "-p", directory.toString(), "-c", config.toString());
        Nginx nginx = new Nginx(Child.start("nginx", core, directory.resolve("nginx.out"), command));
        try {
            nginx.awaitOpen(grpcPort);
            return nginx;
        } catch (IOException | InterruptedException cause) {
            nginx.close();
            throw cause;
        }
    }

    private void awaitOpen(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0 && child.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException _) {
                Thread.sleep(50);
            }
        }
        throw new IOException("nginx did not start: " + child.printed());
    }

    Child process() {
        return child;
    }

    @Override
    public void close() {
        child.close();
    }
}
