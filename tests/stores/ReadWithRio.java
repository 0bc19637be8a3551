import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.rdf4j.rio.RDFFormat;
import org.eclipse.rdf4j.rio.RDFParser;
import org.eclipse.rdf4j.rio.RDFWriter;
import org.eclipse.rdf4j.rio.Rio;
import org.eclipse.rdf4j.rio.helpers.ParseErrorCollector;

/** Reads a file and prints it as N-Quads; complains where the parser does. */
class ReadWithRio {
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        RDFFormat format = Rio.getParserFormatForFileName(file.toString()).orElseThrow();
        RDFParser parser = Rio.createParser(format);
        ParseErrorCollector heard = new ParseErrorCollector();
        RDFWriter writer = Rio.createWriter(RDFFormat.NQUADS, System.out);
        parser.setParseErrorListener(heard);
        parser.setRDFHandler(writer);
        try (InputStream in = Files.newInputStream(file)) {
            parser.parse(in, "");
        }
        System.out.flush();
        heard.getWarnings().forEach(System.err::println);
        heard.getErrors().forEach(System.err::println);
        heard.getFatalErrors().forEach(System.err::println);
    }
}
