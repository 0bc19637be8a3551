import java.io.File;
import java.util.TreeSet;
import org.semanticweb.HermiT.Configuration;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.OWLOntologyManager;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/**
 * Checks files with the OWL API's OWL 2 DL profile checker and with HermiT.
 *
 * <p>Arguments are pairs: {@code profile FILE}, or {@code PREFIX FILE} to reason over the file and
 * ask whether each class whose IRI starts with the prefix can have instances. For each pair it
 * prints lines that start with the pair's number, counted from 0, and a tab: {@code axioms N},
 * then {@code violation TEXT}, or {@code consistent}, {@code inconsistent}, {@code unsatisfiable IRI}.
 */
public final class Reason {
    public static void main(String[] arguments) throws Exception {
        for (int pair = 0; 2 * pair + 1 < arguments.length; pair++) {
            OWLOntologyManager manager = OWLManager.createOWLOntologyManager();
            manager.setSilentMissingImportsHandling(true);
            OWLOntology ontology =
                manager.loadOntologyFromOntologyDocument(new File(arguments[2 * pair + 1]));
            print(pair, "axioms " + ontology.getAxiomCount());
            String task = arguments[2 * pair];
            if (task.equals("profile")) {
                profile(pair, ontology);
            } else {
                reason(pair, ontology, task);
            }
        }
    }

    private static void profile(int pair, OWLOntology ontology) {
        TreeSet<String> found = new TreeSet<>();
        for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(ontology).getViolations()) {
            found.add(violation.toString().replaceAll("\\s+", " "));
        }
        for (String violation : found) {
            print(pair, "violation " + violation);
        }
    }

    private static void reason(int pair, OWLOntology ontology, String prefix) {
        Configuration configuration = new Configuration();
        // Data is stripped of unsupported datatypes beforehand; this covers ranges that name one.
        configuration.ignoreUnsupportedDatatypes = true;
        configuration.throwInconsistentOntologyException = false;
        Reasoner reasoner = new Reasoner(configuration, ontology);
        if (!reasoner.isConsistent()) {
            print(pair, "inconsistent");
            return;
        }
        print(pair, "consistent");
        for (OWLClass named : ontology.getClassesInSignature()) {
            if (named.getIRI().toString().startsWith(prefix) && !reasoner.isSatisfiable(named)) {
                print(pair, "unsatisfiable " + named.getIRI());
            }
        }
    }

    private static void print(int pair, String line) {
        System.out.println(pair + "\t" + line);
    }
}
