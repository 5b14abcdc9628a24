// Package corpus holds the test data of the project as data: test vectors for
// the codecs, recorded sessions, and fixtures, which are small torrents with
// deterministic content.
//
// Vectors and sessions are JSON files beside this package, one folder a
// protocol, one file a message family, embedded into the program. The codec
// tests, the fuzz seeds, the cases of the suite and [Export], which writes all of
// it out for other languages, read the same files. Package corpus/lint checks
// them, package corpus/corpustest runs them against a codec.
//
// # A vector
//
// A [Vector] is one input and the only right way to read it. Its verdict is
//
//   - valid: the strict decoder takes it, without rules, to Value, and the encoder
//     writes Value as exactly Input;
//   - noncanonical: the strict decoder refuses it and names a rule; a decoder that
//     accepts exactly Rules takes it to Value, and the encoder writes Canonical;
//   - invalid: no decoder takes it, whatever it accepts; Error says why.
//
// Nothing in a vector is computed: what is expected is written down, from the
// specification and not from a codec.
package corpus
