package fault

import (
	"strings"

	"enginespec/codec"
)

// tsEvent are lies about INFO, EVENT and SETOPTIONS: TS-127 to TS-129, TS-135 to
// TS-138.
func tsEvent() []*Fault {
	fails := func(p *codec.Packet) bool { return p.From == codec.Engine && With("STATUS", "main:err;")(p) }
	says := func(id, diagnosis, doc, line string) *Fault {
		return engine(id, "TS-129", diagnosis, doc, Then(announces, line+"\r\n"))
	}
	return []*Fault{
		engine("info-colon", "TS-127", "malformed", "writes INFO 1:text", Map("INFO", replaced(";", ":"))),
		engine("info-without-id", "TS-127", "malformed", "writes INFO and a text", Map("INFO", informed("INFO "))),
		engine("info-word", "TS-127", "malformed", "writes a word for the id of INFO", Map("INFO", informed("INFO notice;"))),
		engine("info-9", "TS-128", "out-of-range", "says INFO 9", Map("INFO", informed("INFO 9;"))),
		says("event-letters", "noncanonical", "does not encode letters that are not ASCII", "EVENT showdialog text=Нет title=x"),
		says("event-spaces", "malformed", "writes a text with spaces into an EVENT", "EVENT showdialog text=no peers title=x"),
		says("event-equals", "noncanonical", "writes a = in a value of an EVENT", "EVENT showurl type=x url=http%3A//127.0.0.1/?a=b"),
		says("event-percent", "noncanonical", "writes a % that nothing is encoded by", "EVENT showdialog text=100% title=x"),
		says("event-latin-1", "noncanonical", "writes letters in Latin-1", "EVENT showdialog text=caf\xe9 title=x"),
		engine("client-event-answered", "TS-135", "unasked", "says NOTREADY to EVENT of a client", Say(Like("^EVENT (play|pause)"), true, notReady)),
		engine("client-event-replied", "TS-135", "wrong-count", "answers EVENT of a client with ##", Say(Like("^EVENT seek"), true, "##\r\n")),
		engine("client-event-closes", "TS-135", "closed", "closes at an EVENT that it does not know", HangAt(false, Like("^EVENT nonlinear"))),
		engine("bare-event-crashes", "TS-135", "reset", "resets at EVENT without a name", HangAt(true, Like("^EVENT ?\r?\n"))),
		engine("stop-note-for-all", "TS-136", "unasked", "says EVENT download_stopped to who has not asked for it", Unless([]string{"SETOPTIONS"},
			Then(fails, "EVENT download_stopped reason=missing_option option=proxyServer\r\n"))),
		engine("stop-note-never", "TS-136", "no-reply", "does not say EVENT download_stopped to who has asked for it", Lose(With("EVENT", "download_stopped"))),
		engine("setoptions-refused", "TS-137", "unasked", "says NOTREADY to SETOPTIONS", Answer("SETOPTIONS", true, notReady)),
		engine("setoptions-answered", "TS-137", "wrong-count", "answers SETOPTIONS with ##", Answer("SETOPTIONS", true, "##\r\n")),
		engine("unknown-option-hangs-up", "TS-137", "closed", "closes at SETOPTIONS with an option that it does not know", HangAt(false, With("SETOPTIONS", "colour="))),
		engine("cansave-order", "TS-138", "wrong-order", "writes infohash= before index= in cansave", Change(With("EVENT", "EVENT cansave"), moved("index", false))),
	}
}

// informed writes another head before the text of INFO.
func informed(head string) func(string) string {
	return func(raw string) string {
		_, text, _ := strings.Cut(raw, ";")
		return head + body(text) + "\r\n"
	}
}
