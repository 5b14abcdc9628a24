package putio

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"enginespec/codec"
	wire "enginespec/codec/putio"
)

// call is one call of a user who is known.
type call struct {
	s    *Server
	a    *account
	r    *http.Request
	base string // of URLs in the answer
}

// serveAPI answers /v1. HTTP says no only to what is no call at all: 404 for an
// unknown class or method, 405, 413. All else is an envelope with status 200.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	body, err := s.body(w, r)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			s.tooLarge(w)
			return
		}
		s.deadline(w)
		w.Header().Set("Connection", "close")
		http.Error(w, "the call did not come whole", http.StatusRequestTimeout)
		return
	}
	var req wire.Request
	o := codec.Options{Accept: s.accept, Limits: codec.Limits{Message: int(s.o.MaxRequest) + 256<<10, Items: 10 * s.o.MaxLinks, Depth: 64}}
	err = req.DecodeParts(r.Method, r.RequestURI, r.Header.Get("Content-Type"), body, &o)
	if err != nil && s.notCall(w, err) {
		return
	}
	e := wire.Envelope{Outcome: wire.LoginFailure, Wide: true}
	c := &call{s: s, r: r, base: s.base(r), a: s.login(req.Key, req.Secret)}
	switch {
	case c.a != nil && err == nil:
		started := time.Now()
		e, err = c.answer(req.Params)
		if s.o.Log.Enabled(r.Context(), slog.LevelInfo) {
			s.o.Log.Info("call", "method", req.Method(), "user", c.a.ID, "outcome", e.Outcome, "took", time.Since(started))
		}
		if err != nil {
			s.fault(w, err)
			return
		}
	case c.a != nil && wrongArguments(err):
		e = wire.Envelope{Outcome: wire.Failure, ErrorMessage: explain(err), UserName: c.a.Name, UserID: c.a.ID}
	default:
		s.o.Log.Info("login failed", "method", req.Method())
	}
	s.reply(w, &e, req.Callback)
}

// body reads the body of a call within its limits.
func (s *Server) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	rc := http.NewResponseController(w)
	rc.SetReadDeadline(time.Now().Add(s.o.Idle))
	defer rc.SetReadDeadline(time.Time{})
	var b bytes.Buffer
	if n := r.ContentLength; n > 0 && n < 64<<10 { // a call is hardly ever longer, and who says so may lie
		b.Grow(int(n) + bytes.MinRead)
	}
	_, err := b.ReadFrom(http.MaxBytesReader(w, r.Body, s.o.MaxRequest))
	return b.Bytes(), err
}

// notCall answers what is no call, and reports whether it was that.
func (s *Server) notCall(w http.ResponseWriter, err error) bool {
	var e *codec.Error
	errors.As(err, &e)
	s.deadline(w)
	switch {
	case e.Field == "class" || e.Field == "path":
		http.Error(w, "no such class: expected "+strings.Join(wire.Classes(), ", "), http.StatusNotFound)
	case e.Field == "method":
		http.Error(w, "no such method in this class: expected /v1/<class>?method=<name>", http.StatusNotFound)
	case e.Field == "verb":
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "expected GET or POST", http.StatusMethodNotAllowed)
	case e.Code == codec.Limit && !wrongArguments(err):
		s.tooLarge(w)
	default:
		return false
	}
	return true
}

func (s *Server) tooLarge(w http.ResponseWriter) {
	s.deadline(w)
	http.Error(w, "the call is too large: at most "+strconv.FormatInt(s.o.MaxRequest, 10)+" bytes", http.StatusRequestEntityTooLarge)
}

// wrongArguments reports whether err is about params, and not about the credentials.
func wrongArguments(err error) bool {
	var e *codec.Error
	return errors.As(err, &e) && (e.Field == "/params" || strings.HasPrefix(e.Field, "/params/"))
}

// explain says which argument is wrong, without repeating it.
func explain(err error) string {
	var e *codec.Error
	errors.As(err, &e)
	name := strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(e.Field, "/params"), "/"), "/", ".")
	if name == "" {
		name = "params"
	}
	switch e.Code {
	case codec.Missing:
		return "The argument " + name + " is missing."
	case codec.Limit:
		return "The argument " + name + " is too large: at most " + strconv.FormatInt(e.Limit, 10) + "."
	}
	return "The argument " + name + " is wrong: " + e.Code.Error() + "."
}

// answer carries out a call. An error is a fault of the server.
func (c *call) answer(p wire.Params) (wire.Envelope, error) {
	e := wire.Envelope{Method: p.Method(), UserName: c.a.Name, UserID: c.a.ID}
	var err error
	e.Results, err = c.do(p)
	var why refusal
	if errors.As(err, &why) {
		e.Outcome, e.Results, e.ErrorMessage, err = wire.Failure, nil, string(why), nil
	}
	return e, err
}

// do is the table of the 24 methods.
func (c *call) do(p wire.Params) (wire.Results, error) {
	switch p := p.(type) {
	case *wire.FilesList:
		return c.filesList(p)
	case *wire.FilesCreateDir:
		return c.filesCreateDir(p)
	case *wire.FilesInfo:
		return c.filesInfo(p)
	case *wire.FilesRename:
		return c.filesRename(p)
	case *wire.FilesMove:
		return c.filesMove(p)
	case *wire.FilesDelete:
		return c.filesDelete(p)
	case *wire.FilesSearch:
		return c.filesSearch(p)
	case *wire.FilesDirmap:
		return c.filesDirmap()
	case *wire.MessagesList:
		return c.messagesList(p)
	case *wire.MessagesDelete:
		return c.messagesDelete(p)
	case *wire.TransfersList:
		return c.transfersList()
	case *wire.TransfersAdd:
		return c.transfersAdd(p)
	case *wire.TransfersCancel:
		return c.transfersCancel(p)
	case *wire.URLsAnalyze:
		return c.urlsAnalyze(p)
	case *wire.URLsExtracturls:
		return c.urlsExtracturls(p)
	case *wire.SubscriptionsList:
		return c.subscriptionsList()
	case *wire.SubscriptionsCreate:
		return c.subscriptionsCreate(p)
	case *wire.SubscriptionsEdit:
		return c.subscriptionsEdit(p)
	case *wire.SubscriptionsDelete:
		return c.subscriptionsDelete(p)
	case *wire.SubscriptionsPause:
		return c.subscriptionsPause(p)
	case *wire.SubscriptionsInfo:
		return c.subscriptionsInfo(p)
	case *wire.UserInfo:
		return c.userInfo()
	case *wire.UserFriends:
		return c.userFriends()
	case *wire.UserAcctoken:
		return c.userAcctoken()
	}
	return nil, refuse("The method %s is not served.", p.Method())
}

// reply writes an envelope, as a call of a function if there is a callback.
func (s *Server) reply(w http.ResponseWriter, e *wire.Envelope, callback string) {
	resp := wire.Response{Envelope: *e, Callback: callback}
	b := make([]byte, 0, e.Size()+len(callback)+2)
	media := "application/json; charset=utf-8"
	if callback != "" {
		media = "text/javascript; charset=utf-8"
		b = append(append(b, callback...), '(')
	}
	b, err := resp.Envelope.Append(b)
	if err != nil {
		s.fault(w, err)
		return
	}
	if callback != "" {
		b = append(b, ')')
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	s.deadline(w)
	w.Write(b)
}

// fault answers when the server, not the client, is to blame (PUTIO-017).
func (s *Server) fault(w http.ResponseWriter, err error) {
	s.deadline(w)
	if s.ctx.Err() != nil {
		http.Error(w, "the server is closing", http.StatusServiceUnavailable)
		return
	}
	s.o.Log.Error("fault", "error", err)
	http.Error(w, "the server failed; try again later", http.StatusInternalServerError)
}
