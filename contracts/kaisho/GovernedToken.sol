// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {IGovernance} from "../interfaces/IGovernance.sol";

/// @title What a token program inherits to ask the governance who may use it (G5).
/// @notice The ledger itself refuses transactions of strangers to the token's contract. This asks for everybody else
/// whom a movement touches, above all for receivers. Works beside any token standard; GovernedERC20 calls it for you.
abstract contract GovernedToken {
    /// @notice The consortium's governance, at the same address on every Kaisho ledger.
    IGovernance public constant GOVERNANCE = IGovernance(0x4b00000000000000000000000000000000000001);

    string private _tokenId;

    /// @notice The account's user has no consent on record to hold and trade this token.
    error NotUsable(string tokenId, address account);

    /// @param tokenId_ the ID under which the program's package is registered
    constructor(string memory tokenId_) {
        _tokenId = tokenId_;
    }

    /// @notice The token is paused (2), winding down (3) or retired (4), and does not move so.
    error NotMovable(string tokenId, uint8 state);

    /// @notice The ID of this token in the governance's records.
    function tokenId() public view returns (string memory) {
        return _tokenId;
    }

    /// @notice Whether the account may use this token.
    function isUsableBy(address account) public view returns (bool) {
        return GOVERNANCE.usable(_tokenId, account);
    }

    /// @dev Reverts unless the token may move so now: NotMovable where its state forbids it, NotUsable for the account
    /// that may not use it. Address 0 is nobody: minting is from it, burning to it.
    function _requireMovable(address from, address to) internal view {
        if (GOVERNANCE.movable(_tokenId, from, to)) return;
        uint8 state = GOVERNANCE.status(_tokenId);
        if (state > 1) revert NotMovable(_tokenId, state);
        if (from != address(0)) _requireUsable(from);
        if (to != address(0)) _requireUsable(to);
        revert NotMovable(_tokenId, state);
    }

    /// @dev Reverts with NotUsable for an account that may not use this token.
    function _requireUsable(address account) internal view {
        if (!isUsableBy(account)) revert NotUsable(_tokenId, account);
    }
}
