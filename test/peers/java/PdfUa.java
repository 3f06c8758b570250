import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Holds each file against the rules of PDF/UA-1: its name, how many were looked at, and each rule that fails with its first place. */
class PdfUa {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var foundry = Foundries.defaultInstance();
        for (String file : files) {
            try (var stream = new FileInputStream(file);
                    var parser = foundry.createParser(stream, PDFAFlavour.PDFUA_1)) {
                var validator = foundry.createValidator(PDFAFlavour.PDFUA_1, 100, false, false, false);
                ValidationResult result = validator.validate(parser);
                System.out.println("checked " + result.getTotalAssertions());
                Map<String, String> failed = new TreeMap<>();
                for (TestAssertion one : result.getTestAssertions())
                    failed.putIfAbsent(
                            one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber(),
                            one.getMessage() + " at " + one.getLocation().getContext());
                failed.forEach((rule, place) -> System.out.println("failed " + rule + ": " + place));
            }
        }
    }
}
