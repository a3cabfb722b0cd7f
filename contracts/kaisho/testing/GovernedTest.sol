// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {Actor} from "./Actor.sol";
import {ITestGovernance} from "./ITestGovernance.sol";

/// @title Base of a package's tests: `setUp()` and `test...()` functions without parameters run in the node's own EVM,
/// each on a fresh state. A test fails by reverting; names that begin with testRevert, testFail, test_Revert or
/// test_Fail must revert. There are no cheat codes: other accounts are Actors.
abstract contract GovernedTest {
    ITestGovernance internal constant GOVERNANCE = ITestGovernance(0x4b00000000000000000000000000000000000001);

    /// @dev A new account that may use the token.
    function newHolder(string memory tokenId) internal returns (Actor holder) {
        holder = new Actor();
        GOVERNANCE.setUsable(tokenId, address(holder), true);
    }

    function assertTrue(bool condition, string memory what) internal pure {
        require(condition, what);
    }

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        require(actual == expected, what);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        require(actual == expected, what);
    }

    function assertEq(string memory actual, string memory expected, string memory what) internal pure {
        require(keccak256(bytes(actual)) == keccak256(bytes(expected)), what);
    }
}
