package putio

import (
	"fmt"
	"html"
	"slices"

	wire "enginespec/codec/putio"
)

const (
	messageLimit = 30 // messages.list answers with as many unless it is told
	finished     = 2  // the channel of downloads that have finished
)

func (c *call) messagesList(p *wire.MessagesList) (wire.Results, error) {
	limit := int64(messageLimit)
	if p.Limit != nil {
		limit = int64(*p.Limit)
	}
	list := wire.Messages{}
	for _, m := range slices.Backward(c.a.view().Messages) {
		if int64(len(list)) == limit {
			break
		}
		list = append(list, *m)
	}
	return &list, nil
}

func (c *call) messagesDelete(p *wire.MessagesDelete) (wire.Results, error) {
	err := c.a.update(func(st *state) error {
		i := slices.IndexFunc(st.Messages, func(m *wire.Message) bool { return m.ID == p.ID })
		if i < 0 {
			return refuse("There is no message %d.", p.ID)
		}
		st.Messages = slices.Delete(st.Messages, i, i+1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return new(wire.Messages), nil
}

// tell puts a message on the user's dashboard. Old ones go when there are too many.
func (a *account) tell(st *state, m wire.Message) {
	m.ID, m.UserID = a.newID(st), a.ID
	st.Messages = append(st.Messages, &m)
	if over := len(st.Messages) - a.s.o.MaxMessages; over > 0 {
		st.Messages = slices.Delete(st.Messages, 0, over)
	}
}

// downloaded tells the user of an item that a transfer has brought.
func (a *account) downloaded(st *state, it *item) {
	code, _ := it.Type.Code()
	m := wire.Message{
		UserFileID: it.ID, FileType: wire.Digit(code), Channel: finished,
		Title: fmt.Sprintf(`<a rel="userfile" href="/file/%d">%s</a> <span class="dash-gray">(%s) downloaded</span>`,
			it.ID, html.EscapeString(it.Name), humanSize(st.size(it))),
	}
	if !it.folder() {
		name := it.Name
		m.FileName = &name
	}
	a.tell(st, m)
}

// packed tells the user why an archive stays as it is.
func (a *account) packed(st *state, name, why string) {
	code, _ := wire.Compressed.Code()
	a.tell(st, wire.Message{
		FileType: wire.Digit(code), Channel: finished,
		Title: html.EscapeString(name) + ` <span class="dash-gray">was not extracted: ` + html.EscapeString(why) + `</span>`,
	})
}
