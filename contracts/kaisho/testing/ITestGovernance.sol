// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title What the governance answers in a package's tests besides IGovernance. It is never part of a ledger.
interface ITestGovernance {
    /// @notice Says whether the account may use the token, as an application to distribute would.
    function setUsable(string calldata tokenId, address account, bool usable) external;
}
