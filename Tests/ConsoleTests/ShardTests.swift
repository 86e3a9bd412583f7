import Exploration
import Console
import Exploration
import Testing

@Suite struct ShardTests {
  @Test func `shards of any number share all positions without overlap`() {
    for count in 1...9 {
      for position in 0..<50 {
        let owners = (1...count).filter { Shard($0, of: count).contains(position: position) }
        #expect(owners == [position % count + 1])
      }
    }
  }

  @Test func `a shard is read from two numbers or left to the environment`() throws {
    let reader = ValueReader<ShardChoice>.shard
    #expect(try reader.read("3/8") == .stated(Shard(3, of: 8)))
    #expect(try reader.read("auto") == .automatic)
    for text in ["", "3", "0/8", "9/8", "1/0", "-1/2", "1/2/3", "a/b", "1/"] {
      #expect(throws: InvalidValue.self, "\(text)") { try reader.read(text) }
    }
  }

  @Test func `each system's variables are understood, whatever it counts from`() throws {
    let cases: [([String: String], String)] = [
      (["CI_NODE_INDEX": "3", "CI_NODE_TOTAL": "8"], "3/8"),
      (["CIRCLE_NODE_INDEX": "0", "CIRCLE_NODE_TOTAL": "8"], "1/8"),
      (["BUILDKITE_PARALLEL_JOB": "7", "BUILDKITE_PARALLEL_JOB_COUNT": "8"], "8/8"),
      (["SYSTEM_JOBPOSITIONINPHASE": "1", "SYSTEM_TOTALJOBSINPHASE": "2"], "1/2"),
      (["JOB_COMPLETION_INDEX": "0", "ORRERY_SHARD_TOTAL": "8"], "1/8"),
      (
        [
          "SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "10",
          "SLURM_ARRAY_TASK_COUNT": "4",
        ], "3/4"
      ),
      (["TEST_SHARD_INDEX": "1", "TEST_TOTAL_SHARDS": "2"], "2/2"),
      (["ORRERY_SHARD_INDEX": "0", "ORRERY_SHARD_TOTAL": "4"], "1/4"),
      (["PARALLEL_SEQ": "2", "ORRERY_SHARD_TOTAL": "4"], "2/4"),
      ([:], "1/1"),
    ]
    for (values, shard) in cases {
      let found = try ShardVariables.detect { values[$0] }
      #expect(found.shard.description == shard)
      #expect(found.source.hasSuffix("-> shard \(shard)"))
    }
    let variables = ["JOB_COMPLETION_INDEX": "0", "ORRERY_SHARD_TOTAL": "8"]
    let told = try ShardVariables.detect { variables[$0] }
    #expect(told.source == "JOB_COMPLETION_INDEX=0, ORRERY_SHARD_TOTAL=8 -> shard 1/8")
  }

  @Test func `an index without a total, or out of bounds, is a usage error`() {
    let alone = ["JOB_COMPLETION_INDEX": "0"]
    do throws(ShardVariables.Mistake) {
      _ = try ShardVariables.detect { alone[$0] }
      Issue.record("an index without a total is no shard")
    } catch {
      #expect(
        error.message == "Kubernetes sets JOB_COMPLETION_INDEX=0 but not how many shards there are")
      #expect(error.hint == "set ORRERY_SHARD_TOTAL to their number")
    }
    for index in ["0", "9", "x", "-9223372036854775808"] {
      let values = ["CI_NODE_INDEX": index, "CI_NODE_TOTAL": "8"]
      #expect(throws: ShardVariables.Mistake.self, "\(index)") {
        try ShardVariables.detect { values[$0] }
      }
    }
  }
}
