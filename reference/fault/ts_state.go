package fault

// tsState are lies about STATE, PAUSE and RESUME: TS-110, TS-124, TS-125.
func tsState() []*Fault {
	return []*Fault{
		engine("state-8", "TS-110", "out-of-range", "says STATE 8 while it starts", First(Like("^STATE 1\r"), "STATE 8\r\n")),
		engine("state-minus-1", "TS-110", "out-of-range", "says STATE -1 where it is idle", Change(Like("^STATE 0\r"), always("STATE -1\r\n"))),
		engine("state-word", "TS-110", "malformed", "says STATE playing", Change(Like("^STATE 2\r"), always("STATE playing\r\n"))),
		engine("pause-behind-state", "TS-124", "wrong-order", "says PAUSE behind STATE 3", Behind(Like("^PAUSE\r"), Like("^STATE 3\r"))),
		engine("pause-missing", "TS-124", "no-reply", "does not say PAUSE when it runs dry", Drop("PAUSE")),
		engine("resume-missing", "TS-124", "wrong-order", "does not say RESUME when it goes on", Drop("RESUME")),
		engine("resume-behind-state", "TS-124", "wrong-order", "says RESUME behind STATE 2", Behind(Like("^RESUME\r"), Like("^STATE 2\r"))),
		engine("pause-twice", "TS-124", "wrong-order", "says PAUSE twice", Twice("PAUSE")),
		engine("resume-twice", "TS-124", "wrong-order", "says RESUME twice", Twice("RESUME")),
		engine("state-3-missing", "TS-124", "no-reply", "does not say STATE 3 behind PAUSE", Lose(Like("^STATE 3\r"))),
		engine("buf-while-playing", "TS-125", "wrong-order", "says buf in place of dl", Change(With("STATUS", "main:dl;"), replaced("main:dl;", "main:buf;50;3;"))),
		engine("buf-before-pause", "TS-125", "wrong-order", "says PAUSE and STATE 3 behind the first buf", Behind(Like("^(PAUSE|STATE 3)\r"), With("STATUS", "main:buf;"))),
	}
}
