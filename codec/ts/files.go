package ts

import (
	"iter"

	"enginespec/codec"
)

// Files reads the files of the JSON object that answers LOAD and LOADASYNC, one by
// one in constant memory: for torrents with more files than one wants to hold. Names
// without escapes alias object. The last pair has the error, if there is one; the
// other keys are checked to be JSON, no more. Limits.Items does not bound it.
func Files(object []byte, o *codec.Options) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		j := scanner(object, 0, o)
		j.mark('{', "json")
		for n := 0; j.next('}', n, nil); n++ {
			if string(j.key("key")) != "files" {
				j.skip("value")
				continue
			}
			j.mark('[', "files")
			for k := int64(0); j.next(']', int(k), nil); k++ {
				if f := j.file(k); j.err == nil && !yield(f, nil) {
					return
				}
			}
		}
		if j.end(); j.err != nil {
			yield(File{}, j.err)
		}
	}
}
