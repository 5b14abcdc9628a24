package ipc

import (
	"io"
	"os"
	"path/filepath"

	"enginespec/codec/ipc"
	"enginespec/conformance"
	"enginespec/corpus"
)

// onDisk puts a torrent's content into folders and adds it, not started, so that it is
// verified: a server that finds the content in its default directory must find it too in
// the directory of an addfile-detailed. One that does not look for it, or cannot see the
// suite's disk, shows nothing, and is not judged.
func onDisk(s *session) error {
	if !s.Has(FeatureFiles) || s.Segmentation != conformance.Whole {
		return nil // how the order comes in segments changes nothing on the disk
	}
	usual, err := withContent(s, "single")
	if err != nil {
		return err
	}
	own, err := withContent(s, "single")
	if err != nil {
		return err
	}
	empty, err := s.Folder()
	if err != nil {
		return &conformance.Harness{Err: err}
	}
	restored := conformance.Steps()
	if err := conformance.Steps(tell(list{"get-directory", "", 41}), reply(41, ipc.KeyDirectory, func(_ *session, m *ipc.Message) *failure {
		restored = tell(list{"directory", m.Text.String()})
		return nil
	})).Do(s); err != nil {
		return nil
	}
	afresh := conformance.Steps(tell(list{"remove-all", "", 42}), reply(42, "succeeded|failed"), eventually(listed()))
	in := func(directory string) step {
		return conformance.Steps(afresh, tell(list{"directory", directory, 43}), reply(43, ipc.KeySucceeded))
	}
	added := func(wait func(step) step, extra ...any) step {
		add := conformance.Steps(tell(list{"addfile-detailed", dict(append([]any{"autostart", 0, "data", word("data")}, extra...)), 44}), reply(44, "info|succeeded"))
		return conformance.Steps(metainfo("single"), eventually(add), finds("single"), tell(list{"verify", list{num("id:single")}}), wait(hasContent()))
	}
	if conformance.Steps(in(usual), added(perhaps)).Do(s) == nil && in(empty).Do(s) == nil {
		err = added(eventually, "directory", own).Do(s)
	}
	if f := restored.Do(s); err == nil {
		return f
	}
	return err
}

// hasContent wants the status of the torrent to show content.
func hasContent() step {
	return conformance.Steps(tell(list{"get-status", dict{"id", list{num("id:single")}, "type", list{"completed"}}, 45}),
		reply(45, ipc.KeyStatus, func(_ *session, m *ipc.Message) *failure {
			if len(m.Statuses) != 1 || m.Statuses[0].Has&ipc.StatusCompleted == 0 {
				return untold
			}
			if m.Statuses[0].Completed <= 0 {
				return conformance.Fail(conformance.WrongValue, "the content that lies in its directory", "")
			}
			return nil
		}))
}

// withContent makes a folder with the content of a fixture that is a single file.
func withContent(s *session, fixture string) (string, error) {
	fx, err := corpus.FixtureNamed(fixture)
	if err != nil {
		return "", &conformance.Harness{Err: err}
	}
	dir, err := s.Folder()
	if err != nil {
		return "", &conformance.Harness{Err: err}
	}
	f, err := os.Create(filepath.Join(dir, fx.Files[0].Path))
	if err == nil {
		_, err = io.Copy(f, fx.Content(0))
		if e := f.Close(); err == nil {
			err = e
		}
	}
	if err != nil {
		return "", &conformance.Harness{Err: err}
	}
	return dir, nil
}
