package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"enginespec/conformance/report"
)

// fileFlags are the flags of test that name files.
type fileFlags struct {
	report, junit, html, markdown string
	waiveWrite, config            string
}

func (f *fileFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&f.report, "report", "", "write a JSON report to this file")
	fs.StringVar(&f.junit, "junit", "", "write JUnit XML to this file")
	fs.StringVar(&f.config, "config", "", "file of settings (enginespec config --help); default: "+configName+" if it is here; off: none")
	fs.StringVar(&f.html, "html", "", "write a page for people to this file")
	fs.StringVar(&f.waiveWrite, "waive-write", "", "write to this file what --waivers would need for a green run; whole runs only")
	fs.StringVar(&f.markdown, "markdown", "", "write a summary in Markdown to this file")
}

// open opens what the flags name, so that a bad name is known before the run. whole
// says that dialogues that passed are written too.
func (f *fileFlags) open(whole bool) (list []*outFile, err error) {
	document := func(write func(io.Writer, *report.Document) error) func(io.Writer, *report.Run) error {
		return func(w io.Writer, run *report.Run) error { return write(w, report.NewDocument(run, conceal(), whole)) }
	}
	for _, one := range []struct {
		name  string
		write func(io.Writer, *report.Run) error
	}{
		{f.junit, func(w io.Writer, run *report.Run) error { return report.JUnit(w, run, conceal()) }},
		{f.report, document(report.Write)},
		{f.html, document(func(w io.Writer, d *report.Document) error { return report.HTML(w, d) })},
		{f.markdown, document(func(w io.Writer, d *report.Document) error { return report.Markdown(w, d) })},
	} {
		if one.name == "" {
			continue
		}
		out, err := create(one.name)
		if err != nil {
			for _, o := range list {
				o.abandon()
			}
			return nil, usageError{err}
		}
		out.content = one.write
		list = append(list, out)
	}
	return list, nil
}

// outFile is a file that is written beside its name and takes its place when it is
// whole: who reads it sees the old one or the new one, never a half.
type outFile struct {
	*os.File
	name    string // of the file whose place it takes; empty if it is written in place
	content func(io.Writer, *report.Run) error
}

// create opens a file for writing. What is there and is no regular file, a pipe or a
// terminal, is written in place.
func create(name string) (*outFile, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		return &outFile{File: f}, err
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real // the link stays
	} else if to, err := os.Readlink(name); err == nil { // one that leads nowhere yet
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(name), to)
		}
		name = to
	}
	f, err := os.OpenFile(fmt.Sprintf("%s.%d.new", name, os.Getpid()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, errors.Unwrap(err))
	}
	return &outFile{File: f, name: name}, nil
}

// finish closes a file that has its content, and puts it in its place.
func (f *outFile) finish() error {
	err := f.Close()
	if err == nil && f.name != "" {
		err = os.Rename(f.File.Name(), f.name)
	}
	return err
}

// abandon takes a file away that did not get its content.
func (f *outFile) abandon() {
	f.Close()
	if f.name != "" {
		os.Remove(f.File.Name())
	}
}

// write writes what the file is for.
func (f *outFile) write(run *report.Run) error {
	if err := f.content(f, run); err != nil {
		f.abandon()
		return err
	}
	return f.finish()
}
