package putio

import (
	"html"
	"strings"
)

// Message is a line on the user's dashboard. Every number is a decimal string.
type Message struct {
	ID          ID
	UserID      ID
	UserFileID  ID
	Title       string  // HTML; [Message.Text] is without tags
	Description *string // mostly nil
	Importance  Digit
	FileName    *string // nil for all but some downloads
	FileType    Digit   // code of an [ItemType]
	FromUserID  *ID     // nil: from put.io itself
	Channel     Digit   // 2: a download has finished
	Hidden      Flag
}

var messageTable = table[Message]{
	{name: "id", at: func(v *Message) any { return &v.ID }},
	{name: "user_id", at: func(v *Message) any { return &v.UserID }},
	{name: "user_file_id", at: func(v *Message) any { return &v.UserFileID }},
	{name: "title", at: func(v *Message) any { return &v.Title }},
	{name: "description", at: func(v *Message) any { return &v.Description }},
	{name: "importance", at: func(v *Message) any { return &v.Importance }},
	{name: "file_name", at: func(v *Message) any { return &v.FileName }},
	{name: "file_type", at: func(v *Message) any { return &v.FileType }},
	{name: "from_user_id", at: func(v *Message) any { return &v.FromUserID }},
	{name: "channel", at: func(v *Message) any { return &v.Channel }},
	{name: "hidden", at: func(v *Message) any { return &v.Hidden }},
}

func (v *Message) decode(s *scanner) { messageTable.decode(s, v) }
func (v *Message) append(w *writer)  { messageTable.append(w, v) }

// Text returns the title without tags and with the five entities of XML, and
// numbers of characters, resolved (PUTIO-096).
func (v *Message) Text() string { return html.UnescapeString(stripTags(v.Title)) }

// stripTags drops everything from a < to the next >. A < without > is text.
func stripTags(s string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '>')
		if end < 0 {
			break
		}
		b.WriteString(s[:open])
		s = s[open+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

// MessagesList asks for the last [Messages].
type MessagesList struct {
	Limit *Count // nil: 30
}

var messagesListTable = table[MessagesList]{
	{name: "limit", at: func(v *MessagesList) any { return &v.Limit }, opt: true, when: func(v *MessagesList) bool { return v.Limit != nil }},
}

// Method returns messages.list.
func (*MessagesList) Method() Method      { return MethodMessagesList }
func (v *MessagesList) decode(s *scanner) { messagesListTable.decode(s, v) }
func (v *MessagesList) append(w *writer)  { messagesListTable.append(w, v) }

// MessagesDelete removes a message; the answer is an empty list.
type MessagesDelete struct{ ID ID }

var messagesDeleteTable = table[MessagesDelete]{
	{name: "id", at: func(v *MessagesDelete) any { return &v.ID }},
}

// Method returns messages.delete.
func (*MessagesDelete) Method() Method      { return MethodMessagesDelete }
func (v *MessagesDelete) decode(s *scanner) { messagesDeleteTable.decode(s, v) }
func (v *MessagesDelete) append(w *writer)  { messagesDeleteTable.append(w, v) }
