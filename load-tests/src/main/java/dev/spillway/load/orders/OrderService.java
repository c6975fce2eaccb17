package dev.spillway.load.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.load.net.HttpReply;
import dev.spillway.load.net.HttpRequest;
import dev.spillway.load.net.HttpServer;
import dev.spillway.load.net.Loops;
import dev.spillway.load.net.Problem;
import dev.spillway.load.net.SimulatedServer;
import dev.spillway.load.simulate.Attempt;
import dev.spillway.load.simulate.ErrorCode;
import dev.spillway.load.simulate.Exchange;
import dev.spillway.load.simulate.Fault;
import dev.spillway.load.simulate.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Tells over HTTP how orders stand: {@code GET /orders/{id}}, and {@code GET /healthz}. */
public final class OrderService implements SimulatedServer {
    private static final String NAME = "orders";
    private static final String PATH = "/orders/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Orders orders;
    private final Simulation simulation;
    private final Loops loops;
    private final HttpServer server;

    /** Listens when it returns; port 0 takes any that is free. */
    public OrderService(Orders orders, int port, Simulation simulation, Loops loops) throws IOException {
        this.orders = orders;
        this.simulation = simulation;
        this.loops = loops;
        this.server = new HttpServer(NAME, port, this::handle, loops);
    }

    private void handle(HttpRequest request, HttpReply reply) {
        if (!request.method().equals("GET")) {
            Problem.send(reply, 405, "Method not allowed", "orders can only be read, with GET");
        } else if (request.path().equals("/healthz")) {
            reply.send(200, "text/plain", "ok\n");
        } else if (request.path().startsWith(PATH)) {
            Attempt attempt = simulation.begin();
            reply.onGone(attempt::cancelled);
            String orderId = request.path().substring(PATH.length());
            simulation.play(attempt, loops.current(), new Lookup(orderId, reply));
        } else {
            Problem.send(reply, 404, "Not found", "there is only " + PATH + "{id} and /healthz");
        }
    }

    /** One question for an order; that it is unknown is an answer, too. */
    private final class Lookup implements Exchange {
        private final String orderId;
        private final HttpReply reply;

        Lookup(String orderId, HttpReply reply) {
            this.orderId = orderId;
            this.reply = reply;
        }

        @Override
        public void answer() {
            Optional<Order> order = orders.find(orderId);
            if (order.isPresent()) {
                reply.send(200, "application/json", json(order.get()));
            } else {
                Problem.send(reply, 404, "Unknown order", "there is no order \"" + orderId + "\"");
            }
        }

        @Override
        public void fail(ErrorCode code) {
            Problem.send(reply, code.httpStatus(), "Injected fault", code.name());
        }

        @Override
        public void drop() {
            reply.reset();
        }

        @Override
        public void garble() {
            reply.sendNonsense();
        }
    }

    private static String json(Order order) {
        try {
            return JSON.writeValueAsString(order);
        } catch (JsonProcessingException cause) {
            throw new IllegalStateException("an order is always JSON", cause);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public String describes() {
        return "HTTP, " + orders.all().size() + " orders: GET " + PATH + "{id}";
    }

    @Override
    public Simulation simulation() {
        return simulation;
    }

    @Override
    public void inject(Fault fault) throws IOException {
        simulation.fault(fault);
        server.connections().freeze(fault instanceof Fault.Freeze);
        server.refuse(fault instanceof Fault.Refuse);
    }

    @Override
    public void close() {
        server.close();
    }
}
