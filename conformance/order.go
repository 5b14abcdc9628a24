package conformance

// Order hands the target one order of its operator, in which {name} stands for a
// variable of the session. It is for cases that need the feature ReadsOrders.
func Order(text string) Step {
	return step{"order " + text, func(s *Session) error {
		text, err := s.Expand(text)
		if err != nil {
			return err
		}
		if s.target.Order == nil {
			return NotAvailableError("the target takes no orders")
		}
		s.Note("order: %s", text)
		if err := s.target.Order(s.ctx, text); err != nil {
			return Fail(Refused, "the order "+text+" to be carried out", "%v", err)
		}
		return nil
	}}
}
