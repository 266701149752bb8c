//! What an audit says of a bid, as JSON: the same wherever it is printed.

use super::receipt::StageResult;
use super::report::{BidReport, End};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Stages are counted from 0, as in the record.
impl Serialize for BidReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (stage, by) = match self.end {
            End::Opened(stage) | End::Excluded(stage) | End::NotAdmitted(stage) => (Some(stage), None),
            End::Replaced(by) | End::Superseded(by) => (None, Some(by)),
            End::Withdrawn | End::NotDelivered | End::None => (None, None),
        };
        let mut members = serializer.serialize_struct("BidReport", 11)?;
        members.serialize_field("lot", &self.lot)?;
        members.serialize_field("digest", &self.digest)?;
        members.serialize_field("bidder", &self.bidder)?;
        members.serialize_field("arrived", &self.arrived)?;
        members.serialize_field("entry", &self.entry)?;
        members.serialize_field("end", self.end.name())?;
        members.serialize_field("stage", &stage)?;
        members.serialize_field("by", &by)?;
        members.serialize_field("fault", &self.fault)?;
        members.serialize_field("reason", &self.reason)?;
        members.serialize_field("checked", &self.checked)?;
        members.end()
    }
}

impl Serialize for StageResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("StageResult", 5)?;
        members.serialize_field("stage", &self.stage)?;
        members.serialize_field("entry", &self.entry)?;
        members.serialize_field("opened", &self.reason.is_none())?;
        members.serialize_field("fault", &self.fault)?;
        members.serialize_field("reason", &self.reason)?;
        members.end()
    }
}
