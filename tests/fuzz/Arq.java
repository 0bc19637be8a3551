import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFFormat;

/** Answers every query of a folder, each of a file NUMBER.rq, from a graph in memory. */
class Arq {
    public static void main(String[] arguments) throws Exception {
        Model graph = RDFDataMgr.loadModel(arguments[0]);
        Path folder = Path.of(arguments[1]);
        long seconds = Long.parseLong(arguments[2]);
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".rq")).sorted().toList()) {
                String stem = file.toString().replaceFirst("\\.rq$", "");
                try {
                    answer(graph, Files.readString(file), Path.of(stem + ".answer"), seconds);
                } catch (Exception error) {
                    Files.deleteIfExists(Path.of(stem + ".answer"));
                    Files.writeString(Path.of(stem + ".error"), error.toString());
                }
            }
        }
    }

    static void answer(Model graph, String text, Path file, long seconds) throws Exception {
        Query query = QueryFactory.create(text);
        try (QueryExecution asked = QueryExecution.model(graph).query(query)
                        .timeout(seconds, TimeUnit.SECONDS).build();
                OutputStream out = Files.newOutputStream(file)) {
            if (query.isAskType()) {
                ResultSetFormatter.outputAsJSON(out, asked.execAsk());
            } else if (query.isSelectType()) {
                ResultSetFormatter.outputAsJSON(out, asked.execSelect());
            } else {
                Model found = query.isConstructType() ? asked.execConstruct() : asked.execDescribe();
                RDFDataMgr.write(out, found, RDFFormat.NTRIPLES);
            }
        }
    }
}
