package putio

// Transfer is a download in the list of active ones.
type Transfer struct {
	ID          ID
	Name        string
	Status      Status
	PercentDone Percent
}

var transferTable = table[Transfer]{
	{name: "id", at: func(v *Transfer) any { return &v.ID }},
	{name: "name", at: func(v *Transfer) any { return &v.Name }},
	{name: "status", at: func(v *Transfer) any { return &v.Status }},
	{name: "percent_done", at: func(v *Transfer) any { return &v.PercentDone }},
}

func (v *Transfer) decode(s *scanner) { transferTable.decode(s, v) }
func (v *Transfer) append(w *writer)  { transferTable.append(w, v) }

// TransfersList asks for the active [Transfers].
type TransfersList struct{}

// Method returns transfers.list.
func (*TransfersList) Method() Method      { return MethodTransfersList }
func (v *TransfersList) decode(s *scanner) { table[TransfersList](nil).decode(s, v) }
func (v *TransfersList) append(w *writer)  { table[TransfersList](nil).append(w, v) }

// TransfersCancel takes a transfer off the list; the answer is a list of just it (PUTIO-078).
type TransfersCancel struct{ ID ID }

var transfersCancelTable = table[TransfersCancel]{
	{name: "id", at: func(v *TransfersCancel) any { return &v.ID }},
}

// Method returns transfers.cancel.
func (*TransfersCancel) Method() Method      { return MethodTransfersCancel }
func (v *TransfersCancel) decode(s *scanner) { transfersCancelTable.decode(s, v) }
func (v *TransfersCancel) append(w *writer)  { transfersCancelTable.append(w, v) }

// TransfersAdd starts transfers; the answer has one Transfer a link, in order (PUTIO-079).
type TransfersAdd struct{ Links []string }

var transfersAddTable = table[TransfersAdd]{
	{name: "links", at: func(v *TransfersAdd) any { return &v.Links }},
	{name: "urls", as: "links", rule: URLsParam},
}

// Method returns transfers.add.
func (*TransfersAdd) Method() Method      { return MethodTransfersAdd }
func (v *TransfersAdd) decode(s *scanner) { transfersAddTable.decode(s, v) }
func (v *TransfersAdd) append(w *writer)  { transfersAddTable.append(w, v) }
