package putio

import "strings"

// Method is an operation with its class: "files.list" is /v1/files?method=list.
type Method string

// The 24 methods.
const (
	MethodFilesCreateDir      Method = "files.create_dir"
	MethodFilesDelete         Method = "files.delete"
	MethodFilesDirmap         Method = "files.dirmap"
	MethodFilesInfo           Method = "files.info"
	MethodFilesList           Method = "files.list"
	MethodFilesMove           Method = "files.move"
	MethodFilesRename         Method = "files.rename"
	MethodFilesSearch         Method = "files.search"
	MethodMessagesDelete      Method = "messages.delete"
	MethodMessagesList        Method = "messages.list"
	MethodSubscriptionsCreate Method = "subscriptions.create"
	MethodSubscriptionsDelete Method = "subscriptions.delete"
	MethodSubscriptionsEdit   Method = "subscriptions.edit"
	MethodSubscriptionsInfo   Method = "subscriptions.info"
	MethodSubscriptionsList   Method = "subscriptions.list"
	MethodSubscriptionsPause  Method = "subscriptions.pause"
	MethodTransfersAdd        Method = "transfers.add"
	MethodTransfersCancel     Method = "transfers.cancel"
	MethodTransfersList       Method = "transfers.list"
	MethodURLsAnalyze         Method = "urls.analyze"
	MethodURLsExtracturls     Method = "urls.extracturls"
	MethodUserAcctoken        Method = "user.acctoken"
	MethodUserFriends         Method = "user.friends"
	MethodUserInfo            Method = "user.info"
)

// Class is the part before the dot: "files".
func (m Method) Class() string { class, _, _ := strings.Cut(string(m), "."); return class }

// Name is the part behind the dot: "list".
func (m Method) Name() string { _, name, _ := strings.Cut(string(m), "."); return name }

// Classes returns the six classes, sorted.
func Classes() []string {
	return []string{"files", "messages", "subscriptions", "transfers", "urls", "user"}
}

// Methods returns the 24 methods, sorted.
func Methods() []Method {
	all := make([]Method, len(methods))
	for i := range methods {
		all[i] = methods[i].name
	}
	return all
}

// operation is what belongs to a method: how to make its arguments and its answer.
type operation struct {
	name    Method
	params  func() Params
	results func() Results
}

// methods is sorted by name.
var methods = [...]operation{
	{MethodFilesCreateDir, func() Params { return new(FilesCreateDir) }, newList[Item]},
	{MethodFilesDelete, func() Params { return new(FilesDelete) }, newList[Item]},
	{MethodFilesDirmap, func() Params { return new(FilesDirmap) }, func() Results { return new(Dir) }},
	{MethodFilesInfo, func() Params { return new(FilesInfo) }, newList[Item]},
	{MethodFilesList, func() Params { return new(FilesList) }, newList[Item]},
	{MethodFilesMove, func() Params { return new(FilesMove) }, newList[Item]},
	{MethodFilesRename, func() Params { return new(FilesRename) }, newList[Item]},
	{MethodFilesSearch, func() Params { return new(FilesSearch) }, newList[Item]},
	{MethodMessagesDelete, func() Params { return new(MessagesDelete) }, newList[Message]},
	{MethodMessagesList, func() Params { return new(MessagesList) }, newList[Message]},
	{MethodSubscriptionsCreate, func() Params { return new(SubscriptionsCreate) }, newList[Subscription]},
	{MethodSubscriptionsDelete, func() Params { return new(SubscriptionsDelete) }, newList[Subscription]},
	{MethodSubscriptionsEdit, func() Params { return new(SubscriptionsEdit) }, newList[Subscription]},
	{MethodSubscriptionsInfo, func() Params { return new(SubscriptionsInfo) }, newList[Subscription]},
	{MethodSubscriptionsList, func() Params { return new(SubscriptionsList) }, newList[Subscription]},
	{MethodSubscriptionsPause, func() Params { return new(SubscriptionsPause) }, newList[Subscription]},
	{MethodTransfersAdd, func() Params { return new(TransfersAdd) }, newList[Transfer]},
	{MethodTransfersCancel, func() Params { return new(TransfersCancel) }, newList[Transfer]},
	{MethodTransfersList, func() Params { return new(TransfersList) }, newList[Transfer]},
	{MethodURLsAnalyze, func() Params { return new(URLsAnalyze) }, func() Results { return new(Analysis) }},
	{MethodURLsExtracturls, func() Params { return new(URLsExtracturls) }, newList[ExtractedURL]},
	{MethodUserAcctoken, func() Params { return new(UserAcctoken) }, func() Results { return new(Token) }},
	{MethodUserFriends, func() Params { return new(UserFriends) }, newList[Friend]},
	{MethodUserInfo, func() Params { return new(UserInfo) }, newList[User]},
}

// find returns the operation of m, or nil.
func (m Method) find() *operation {
	for i := range methods {
		if methods[i].name == m {
			return &methods[i]
		}
	}
	return nil
}

// Known reports whether m is one of the 24.
func (m Method) Known() bool { return m.find() != nil }

// NewParams returns empty arguments of m, or nil for an unknown method.
func (m Method) NewParams() Params {
	if op := m.find(); op != nil {
		return op.params()
	}
	return nil
}

// NewResults returns an empty answer of m, or nil for an unknown method.
func (m Method) NewResults() Results {
	if op := m.find(); op != nil {
		return op.results()
	}
	return nil
}

// Params are the arguments of one method: one type each, [FilesList] to [UserInfo].
type Params interface {
	Method() Method
	record
}
