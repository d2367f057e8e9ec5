//! The line of a device: what is under way on it, and how that ends.

use super::*;

impl Device {
    /// The request under way, if it has not arrived yet.
    pub fn request(&self) -> Option<&Request> {
        let flight = self.leader.as_ref()?.flight.as_ref()?;
        flight.answer.is_none().then_some(&flight.request)
    }

    /// An answer waits to come back.
    pub fn answer(&mut self, answer: Answer) {
        if let Some(flight) = self.leader.as_mut().and_then(|lead| lead.flight.as_mut()) {
            flight.answer = Some(answer);
        }
    }

    /// The answer that waits comes back. False when there is none.
    pub fn receive(&mut self) -> bool {
        let Some(leader) = &mut self.leader else {
            return false;
        };
        let Some(flight) = leader.flight.take_if(|flight| flight.answer.is_some()) else {
            return false;
        };
        if let Some(answer) = flight.answer {
            self.end(&flight.request, answer);
        }
        true
    }

    /// The request under way comes to nothing as far as the device knows.
    pub fn fail(&mut self, failure: Failure) {
        let flight = self.leader.as_mut().and_then(|lead| lead.flight.take());
        if let Some(Flight { request, .. }) = flight {
            let answer = Answer::none(&request, failure);
            self.end(&request, answer);
        }
    }

    /// A request came to an end. First the machine hears what really went along.
    fn end(&mut self, request: &Request, answer: Answer) {
        let life = self.incarnation;
        self.doing = Self::taking(request);
        if let Request::Push(push) = request {
            for group in &push.groups {
                self.handle(Event::Queued(Queued::of(group)));
            }
        }
        // Whoever died meanwhile hears nothing.
        if self.incarnation == life {
            if let (Request::Renew(enrol), Answer::Renewal(Ok(_))) = (request, &answer) {
                self.renewal = Some(enrol.device);
            }
            self.handle(answer.event());
        }
        self.doing = "an event";
    }

    /// Shows the machine an event and forgets what came of it.
    pub fn rehearse(&self, event: Event) {
        if let Some(leader) = &self.leader {
            leader.machine.clone().handle(event, 0.5);
        }
    }
}
