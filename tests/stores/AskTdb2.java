import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.tdb2.TDB2Factory;

/** Loads files into TDB2 databases on disk and asks them queries: lines of data, query, answer. */
class AskTdb2 {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<String> jobs = Files.readAllLines(folder.resolve("jobs.tsv"));
        String held = "";
        Dataset dataset = null;
        for (String job : jobs) {
            String[] parts = job.split("\t");
            if (!parts[0].equals(held)) {
                held = parts[0];
                Path location = Files.createTempDirectory(folder, "tdb2");
                dataset = TDB2Factory.connectDataset(location.toString());
                dataset.begin(ReadWrite.WRITE);
                RDFDataMgr.read(dataset, held);
                dataset.commit();
                dataset.end();
            }
            ask(dataset, Files.readString(Path.of(parts[1])), Path.of(parts[2]));
        }
    }

    static void ask(Dataset dataset, String query, Path answer) throws Exception {
        dataset.begin(ReadWrite.READ);
        try (QueryExecution asked = QueryExecutionFactory.create(query, dataset);
                OutputStream out = Files.newOutputStream(answer)) {
            ResultSetFormatter.outputAsJSON(out, asked.execSelect());
        } finally {
            dataset.end();
        }
    }
}
