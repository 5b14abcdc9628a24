package fault

// ipcOrder are a client's lies in what it sends when it has orders.
func ipcOrder() []*Fault {
	return []*Fault{}
}
