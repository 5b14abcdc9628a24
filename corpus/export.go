package corpus

import (
	"bytes"
	"crypto/sha1"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

//go:embed export.md
var exportReadme []byte

// exportAbout marks a folder as an export, so that the next one may replace it.
const exportAbout = "enginespec corpus"

// exportManifest is manifest.json of an export: all other files in it.
type exportManifest struct {
	About  string       `json:"about"`
	Format int          `json:"format"`
	Files  []exportFile `json:"files"`
}

type exportFile struct {
	Path string `json:"path"`
	Size int64  `json:"size"`
	SHA1 string `json:"sha1"`
}

// Export writes the corpus into a folder for programs in other languages: vectors,
// sessions and schemas as they are here, the fixtures as .torrent files with their
// content, a manifest with sizes and hashes, and a README that explains them.
//
// The folder must not exist, be empty, or be a former export to which nothing was
// added; then it is replaced as a whole, or, after an error, stays as it was.
func Export(dir string) error {
	dir = filepath.Clean(dir)
	if err := replaceable(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), ".corpus-export-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	fresh := filepath.Join(tmp, "new")
	if err := writeExport(fresh); err != nil {
		return err
	}
	old := filepath.Join(tmp, "old")
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return nil
}

// replaceable reports why a folder may not be replaced by an export.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	var m exportManifest
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil || json.Unmarshal(b, &m) != nil || m.About != exportAbout {
		return fmt.Errorf("%s is not empty and not a former export: give a new or empty folder", dir)
	}
	ours := map[string]bool{"manifest.json": true}
	for _, f := range m.Files {
		ours[f.Path] = true
	}
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !ours[name] {
			err = fmt.Errorf("%s is an export, but %s was added to it: remove it, or give a new folder", dir, name)
		}
		return err
	})
}

// exporter writes files below a folder and remembers them.
type exporter struct {
	dir   string
	files []exportFile
}

func writeExport(dir string) error {
	e := &exporter{dir: dir}
	if err := e.copy("README.md", bytes.NewReader(exportReadme)); err != nil {
		return err
	}
	err := fs.WalkDir(data, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := data.ReadFile(name)
		if err != nil {
			return err
		}
		return e.copy(name, bytes.NewReader(b))
	})
	if err != nil {
		return err
	}
	if err := e.fixtures(); err != nil {
		return err
	}
	return e.json("manifest.json", exportManifest{exportAbout, 1, e.files})
}

func (e *exporter) copy(name string, r io.Reader) error {
	file := filepath.Join(e.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	h := sha1.New()
	n, err := io.Copy(io.MultiWriter(f, h), r)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	e.files = append(e.files, exportFile{name, n, hex.EncodeToString(h.Sum(nil))})
	return nil
}

func (e *exporter) json(name string, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return e.copy(name, &b)
}

// fixtureEntry is one fixture in fixtures/manifest.json.
type fixtureEntry struct {
	Name      string         `json:"name"`
	About     string         `json:"about"`
	Metainfo  string         `json:"metainfo"`
	InfoHash  string         `json:"infohash"`
	Checksum  string         `json:"checksum"`
	PlayerID  string         `json:"player_id,omitempty"`
	ContentID string         `json:"content_id,omitempty"`
	Title     string         `json:"title"`
	PieceSize int64          `json:"piece_size"`
	Live      bool           `json:"live"`
	SeedRate  int64          `json:"seed_rate,omitempty"` // bytes per second at which it must be seeded behind its first quarter, 0: no limit
	Files     []contentEntry `json:"files"`
	Ads       []contentEntry `json:"ads,omitempty"`
}

type contentEntry struct {
	Path          string `json:"path"`
	Data          string `json:"data"`
	Size          int64  `json:"size"`
	SHA1          string `json:"sha1"`
	Media         bool   `json:"media"`
	DurationMS    int64  `json:"duration_ms,omitempty"`
	Interruptible bool   `json:"interruptible,omitempty"`
}

func (e *exporter) fixtures() error {
	var list []fixtureEntry
	for _, f := range Fixtures() {
		base := "fixtures/" + f.Name
		x := fixtureEntry{
			Name: f.Name, About: f.About, Metainfo: base + "/" + f.Name + ".torrent",
			InfoHash: f.Hash(), Checksum: f.Checksum(), PlayerID: f.PlayerID, ContentID: f.ContentID,
			Title: f.Title, PieceSize: f.PieceSize, Live: f.Live, SeedRate: f.SeedRate,
		}
		if err := e.copy(x.Metainfo, bytes.NewReader(f.Metainfo())); err != nil {
			return err
		}
		for i, ff := range f.Files {
			c := contentEntry{Path: ff.Path, Data: base + "/data/" + ff.Path, Media: ff.Media, DurationMS: ff.Duration.Milliseconds()}
			if f.Multi {
				c.Data = path.Join(base, "data", f.Title, ff.Path)
			}
			if err := e.content(&c, f.Content(i)); err != nil {
				return err
			}
			x.Files = append(x.Files, c)
		}
		for i := range f.Ads {
			a := &f.Ads[i]
			c := contentEntry{
				Path: a.Name, Data: base + "/ads/" + a.Name, Media: true,
				DurationMS: a.Duration.Milliseconds(), Interruptible: a.Interruptible,
			}
			if err := e.content(&c, a.Content()); err != nil {
				return err
			}
			x.Ads = append(x.Ads, c)
		}
		list = append(list, x)
	}
	return e.json("fixtures/manifest.json", list)
}

func (e *exporter) content(c *contentEntry, r io.Reader) error {
	if err := e.copy(c.Data, r); err != nil {
		return err
	}
	last := e.files[len(e.files)-1]
	c.Size, c.SHA1 = last.Size, last.SHA1
	return nil
}
