package ferry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Answers what the ferry did today. */
public final class FerryLog {
    private static final List<Crossing> TODAY =
            List.of(new Crossing("07:10", 41), new Crossing("08:25", 63), new Crossing("17:40", 58));

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/", FerryLog::answer);
        server.start();
        System.out.println("The ferry log listens on port " + port);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String lines = TODAY.stream().map(Crossing::line).collect(Collectors.joining("\n", "", "\n"));
        byte[] body = lines.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
