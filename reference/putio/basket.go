package putio

import (
	"archive/zip"
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime"
	"net/http"
	"strings"

	wire "enginespec/codec/putio"
)

// serveBasket answers with a folder as a zip, made while it is read. Its length is
// not known before, so there are no ranges.
func (s *Server) serveBasket(w *output, r *http.Request, st *state, dir *item) {
	defer w.release()
	defer context.AfterFunc(s.ctx, w.cut)()
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": dir.Name + ".zip"}))
	if r.Method == http.MethodHead {
		return
	}
	z := zip.NewWriter(w)
	if err := s.pack(z, st, dir, ""); err != nil {
		s.o.Log.Info("basket cut off", "folder", dir.ID, "error", err)
		panic(http.ErrAbortHandler) // so that nobody takes it for whole
	}
	if z.Close() != nil {
		panic(http.ErrAbortHandler)
	}
}

// pack writes an item and what is below it.
func (s *Server) pack(z *zip.Writer, st *state, it *item, under string) error {
	name := under + it.Name
	head := &zip.FileHeader{Name: name, Method: zip.Store, Modified: it.Created}
	if !it.folder() {
		w, err := z.CreateHeader(head)
		if err != nil || it.Content == 0 {
			return err
		}
		f, err := s.content.open(it.Content)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(w, io.NewSectionReader(f, 0, it.Size))
		return err
	}
	head.Name += "/"
	if _, err := z.CreateHeader(head); err != nil {
		return err
	}
	st.index()
	for _, c := range st.children[it.ID] {
		if err := s.pack(z, st, c, name+"/"); err != nil {
			return err
		}
	}
	return nil
}

// serveIcon answers with the icon of a type: a square in a colour of its own.
func serveIcon(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, iconPath), ".png")
	code, known := wire.ItemType(name).Code()
	if !ok || !known {
		http.NotFound(w, r)
		return
	}
	img := image.NewPaletted(image.Rect(0, 0, 16, 16), color.Palette{
		color.NRGBA{uint8(40 + 20*code), uint8(90 + 37*code), uint8(200 - 15*code), 255},
	})
	var b bytes.Buffer
	if png.Encode(&b, img) != nil {
		http.Error(w, "no icon", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "max-age=86400")
	w.Write(b.Bytes())
}
