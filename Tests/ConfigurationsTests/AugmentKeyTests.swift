import Configurations
import Datasets
import Testing
import Text

/// `augment` of a training source.
@Suite struct AugmentKeyTests {
  private func data(_ augment: String, _ others: String = "") -> String {
    "\"data\": {\"train\": {\"path\": \"a\", \"augment\": \(augment)}\(others)}"
  }

  @Test func `strengths are read and written back with those left out`() throws {
    let reading = try read(replacing(data(#"{"flip": "both", "rotate": 20}"#)))
    let augment = try #require(reading.configuration.data.train.augment)
    #expect(augment.flip == .both && augment.rotate == 20 && augment.shift == 0)
    #expect(
      reading.configuration.data.train.json["augment"]?.compactText
        == #"{"flip": "both", "shift": 0, "rotate": 20, "zoom": 0, "brightness": 0, "contrast": 0}"#
    )
    #expect(try read(minimalText).configuration.data.train.json["augment"] == nil)
  }

  @Test(arguments: [
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"test\": {\"path\": \"a\", \"augment\": {\"zoom\": 0.1}}}",
      "data.test.augment: is for the training source only, data.train"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"validation\": {\"path\": \"a\", \"augment\": {\"zoom\": 0.1}}}",
      "data.validation.augment: is for the training source only, data.train"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"augment\": {}}}",
      "data.train.augment: changes nothing: it needs flip, shift, rotate, zoom, …"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"augment\": {\"shift\": 0}}}",
      "data.train.augment: changes nothing: it needs flip, shift, rotate, zoom, …"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"augment\": {\"horizontal_flip\": true}}}",
      "data.train.augment.horizontal_flip: unknown key; did you mean \"flip\"?"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"augment\": {\"rotation_range\": 20}}}",
      "data.train.augment.rotation_range: unknown key; did you mean \"rotate\"?"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"augment\": {\"width_shift_range\": 0.2}}}",
      "data.train.augment.width_shift_range: unknown key; did you mean \"shift\"?"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"augmentation\": {\"zoom\": 0.2}}}",
      "data.train.augmentation: unknown key; did you mean \"augment\"?"),
  ])
  func `what cannot be meant is refused`(_ bad: BadText) {
    #expect(bad.sentences == [bad.message])
  }

  @Test(arguments: [
    (#"{"flip": "left"}"#, "data.train.augment.flip"),
    (#"{"shift": 1.1}"#, "data.train.augment.shift"),
    (#"{"rotate": 181}"#, "data.train.augment.rotate"),
    (#"{"zoom": 0.95}"#, "data.train.augment.zoom"),
    (#"{"contrast": -0.1}"#, "data.train.augment.contrast"), (#"true"#, "data.train.augment"),
  ])
  func `strengths have a range`(_ augment: String, _ path: String) {
    #expect(problems(of: replacing(data(augment))).map { "\($0.path)" } == [path])
  }
}
