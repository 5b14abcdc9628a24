package bundle

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"enginespec/corpus"
	"enginespec/reference/ctcs"
	"enginespec/reference/engine/store"
)

// SamplePassword is the password of the variants that have one.
const SamplePassword = "open  sesame 7"

// Variants are the names that Variant knows, the usual one first.
func Variants() []string { return []string{"v3", "v2", "v1", "seed", "password", "permissive"} }

// Variant returns the options of a named variant of the engine, in real time; "" is
// "v3". A fault names the one that its lie is told on.
func Variant(name string) (Options, error) {
	var o Options
	switch name {
	case "", "v3":
	case "v2":
		o.Client.Version = 2
	case "v1":
		o.Client.Version = 1
	case "seed":
		o.Complete = true
	case "password":
		o.Client.Password = SamplePassword
	case "permissive":
		o.Client.Allow = []string{"user_exit", "out_normal", "out_interact", "out_error", "out_debug", "input", "ctcs_server"}
	default:
		return o, fmt.Errorf("%q is not a variant of the bundled engine: expected one of %v", name, Variants())
	}
	return o, nil
}

// ServerVariants are the names that ServerVariant knows, the usual one first.
func ServerVariants() []string { return []string{"v3", "v2", "v1", "password", "limits"} }

// ServerVariant returns the options of a named variant of the server, in real time; ""
// is "v3".
func ServerVariant(name string) (ServerOptions, error) {
	var o ServerOptions
	switch name {
	case "", "v3":
	case "v2":
		o.Server.Version = 2
	case "v1":
		o.Server.Version = 1
	case "password":
		o.Server.Password = SamplePassword
	case "limits": // the original's own defaults
		o.Server = ctcs.Options{DownLimit: 100 << 10, UpLimit: 25 << 10}
	default:
		return o, fmt.Errorf("%q is not a variant of the bundled control server: expected one of %v", name, ServerVariants())
	}
	return o, nil
}

// PutContent writes the content of a fixture to where a core that really downloads looks
// for it when the torrent is added with that folder.
func PutContent(fsys store.FS, dir string, f *corpus.Fixture) error {
	for i, ff := range f.Files {
		path := filepath.Join(dir, filepath.FromSlash(ff.Path))
		if f.Multi {
			path = filepath.Join(dir, f.Title, filepath.FromSlash(ff.Path))
		}
		if err := fsys.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		if err := putFile(fsys, path, f.Content(i)); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	return nil
}

func putFile(fsys store.FS, path string, content *io.SectionReader) error {
	w, err := fsys.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	b := make([]byte, 64<<10)
	for off := int64(0); off < content.Size(); {
		n, err := content.ReadAt(b[:min(int64(len(b)), content.Size()-off)], off)
		if n == 0 {
			w.Close()
			return err
		}
		if _, err := w.WriteAt(b[:n], off); err != nil {
			w.Close()
			return err
		}
		off += int64(n)
	}
	return w.Close()
}
